/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The status codes of HTTP: all that IANA has registered, and the unregistered ones that people meet in
 * captures or look for in vain because a server only writes them into its log. Sorted by code.
 *
 * must_have and should_have hold what a MUST or SHOULD of the specification asks of every response with
 * that code. What is asked only under a condition stands in the note, in words, because a table cannot tell
 * whether the condition holds.
 */
#include "core/status_tables.h"

/* Where no specification has the code, `spec` says who uses it. */
#define NO_RFC "nowhere; used by "

const struct status http_statuses[] = {
	{STATUS(100, REGISTERED, CLIENT, "Continue"),
	 .means = "A temporary response: the server has received the first part of the request, has not "
			  "rejected it, and is waiting to receive the remaining part.",
	 .next = "The client continues and sends the body of the request on the same connection; the server "
			 "then owes a final response.",
	 .retry = "Nothing is repeated: the same request goes on. Any number of 1xx may come before the final "
			  "response.",
	 .note = "Asked for with Expect: 100-continue. A client need not wait for it for ever, and may drop "
			 "one that it did not ask for. It may not go to an HTTP/1.0 client and carries no content.",
	 .spec = "RFC 9110 sections 15.2.1 and 10.1.1"},
	{STATUS(101, REGISTERED, CLIENT, "Switching Protocols"),
	 .means =
		 "The client asked in Upgrade to switch to another protocol, and the server confirms it: from the "
		 "end of this response on the connection speaks the protocol that the response names in Upgrade.",
	 .next = "Both sides speak the new protocol at once (WebSocket frames, an HTTP/2 preface ...); no "
			 "HTTP/1.1 request may follow. The server still owes the answer to the request, now in the "
			 "new protocol.",
	 .must_have = "Upgrade, Connection",
	 .retry = "Nothing is repeated; HTTP/1.1 has ended on this connection.",
	 .note = "Only a protocol that the client offered may be chosen. A WebSocket server adds "
			 "Sec-WebSocket-Accept. HTTP/2 and later know no 101.",
	 .spec = "RFC 9110 sections 15.2.2 and 7.8"},
	{STATUS(102, OBSOLETE, SERVER, "Processing"),
	 .means = "A WebDAV server has the whole request and is working on it, but needs long.",
	 .next = "The client keeps waiting; the server owes a final response.",
	 .retry = "The request is not repeated; wait for the final response.",
	 .note = "Still registered, but the WebDAV specification dropped it (RFC 4918).",
	 .spec = "RFC 2518 section 10.1"},
	{STATUS(103, REGISTERED, SERVER, "Early Hints"),
	 .means = "The server tells some header fields that its final response will probably have, mostly "
			  "Link fields naming what the client may load in the meantime.",
	 .next = "The client may fetch or connect ahead as hinted, and keeps waiting; the server owes a final "
			 "response.",
	 .retry = "The request is not repeated; wait for the final response.",
	 .note = "The hints bind nobody: only the fields of the final response count. Without Link the "
			 "response says nothing. Some clients and filters mistake it for the final response.",
	 .spec = "RFC 8297 section 2"},
	{STATUS(104, REGISTERED, CLIENT, "Upload Resumption Supported"),
	 .means = "The server can resume this upload if it breaks off; Location, when present, names the "
			  "resource to ask.",
	 .next = "The client goes on sending the body. After a break it asks that resource with HEAD how far "
			 "the upload got, and sends the rest with PATCH.",
	 .retry = "After a break resume the upload instead of starting again.",
	 .note = "A temporary registration of the year 2024 for a draft that is not an RFC yet; details may "
			 "change.",
	 .spec = "draft-ietf-httpbis-resumable-upload"},
	{STATUS(200, REGISTERED, NOBODY, "OK"),
	 .means = "The request succeeded: the server processed it, and as a rule provides the page or other "
			  "content asked for.",
	 .next = "Nothing more is owed; the client reads the content to its end.",
	 .by_method =
		 {
			 {"HEAD", "Nothing more is owed; the response ends with its header section, whatever "
					  "Content-Length says."},
			 {"CONNECT", "The tunnel begins right behind the header section: the client speaks with the "
						 "host behind the proxy, as a rule a TLS ClientHello."},
			 {"POST", "Nothing more is owed; the content tells the result of the action."},
			 {"PUT, DELETE", "Nothing more is owed; the content tells the state of the action."},
			 {"OPTIONS, TRACE", "Nothing more is owed; OPTIONS tells what is possible (Allow), TRACE "
								"returns the request as it was received."},
		 },
	 .retry = "No repetition is needed. Content that breaks off may be fetched from there on with Range "
			  "and If-Range.",
	 .note = "For robots.txt it says that the crawler (Googlebot, for instance) has fetched the file. A "
			 "server that answers 200 with an error page (a soft 404) misleads crawlers. In answer to "
			 "CONNECT neither Content-Length nor Transfer-Encoding may be sent.",
	 .spec = "RFC 9110 sections 15.3.1 and 9.3.6"},
	{STATUS(201, REGISTERED, NOBODY, "Created"),
	 .means = "The request succeeded and the server created one or more new resources. The main one is "
			  "named by Location, or else is the target of the request.",
	 .next = "Nothing more is owed; the client may fetch the new resource.",
	 .by_method =
		 {
			 {"POST", "Nothing more is owed; the client may GET the new resource that Location names."},
			 {"PUT", "Nothing more is owed; the new resource is the target of the PUT itself, Location is "
					 "not needed."},
		 },
	 .retry = "Do not repeat: a second POST may create a second resource.",
	 .spec = "RFC 9110 section 15.3.2"},
	{STATUS(202, REGISTERED, CLIENT, "Accepted"),
	 .means = "The server has accepted the request but has not yet processed it to the end; it may still "
			  "fail, and nobody will send a second status.",
	 .next = "A client that wants the outcome asks for it with GET at the place that the content or "
			 "Location names, at the pace of Retry-After if there is one.",
	 .retry = "Do not repeat the request itself; ask for its state.",
	 .note = "The content ought to describe the state and point to where the outcome can be seen.",
	 .spec = "RFC 9110 section 15.3.3"},
	{STATUS(203, REGISTERED, NOBODY, "Non-Authoritative Information"),
	 .means = "The request succeeded, but the information may come from another source than the origin "
			  "server: a proxy on the way changed the content.",
	 .next = "Nothing more is owed; treat it as 200.", .retry = "No repetition is needed.",
	 .note = "Not a matter of authorization. Via shows which proxies were passed.",
	 .spec = "RFC 9110 sections 15.3.4 and 7.7"},
	{STATUS(204, REGISTERED, NOBODY, "No Content"),
	 .means = "The request succeeded and there is no content to return; the client stays where it is.",
	 .next = "Nothing more is owed. The response ends with its header section, and the connection is free "
			 "for the next request.",
	 .by_method =
		 {
			 {"PUT", "Nothing more is owed: the new state is stored; an ETag, if present, is that of the "
					 "new state."},
			 {"OPTIONS", "Nothing more is owed. For a CORS preflight the browser now sends the real "
						 "request, if the Access-Control-Allow fields permit it."},
		 },
	 .retry = "No repetition is needed.",
	 .note = "Content, Content-Length and Transfer-Encoding are forbidden: bytes behind the header "
			 "section disturb the next response on the connection.",
	 .spec = "RFC 9110 section 15.3.5"},
	{STATUS(205, REGISTERED, USER, "Reset Content"),
	 .means = "The request succeeded and, as with 204, no content is returned; unlike 204 the client is "
			  "to reset the document view, for example to clear a form so that new data can be entered.",
	 .next = "The client resets its view; nothing follows on the wire.", .retry = "No repetition is needed.",
	 .note = "Content is forbidden, but unlike 204 the end must be told: with Content-Length: 0, an empty "
			 "chunked body, or by closing.",
	 .spec = "RFC 9110 section 15.3.6"},
	{STATUS(206, REGISTERED, CLIENT, "Partial Content"),
	 .means = "The server processed a GET for a range with success: the response holds one or more parts "
			  "of the content, as Content-Range says.",
	 .next = "The client joins the parts and asks for what is still missing with further Range requests.",
	 .retry = "After a break go on from the last byte received, with Range and If-Range.",
	 .note = "One part needs Content-Range in the header section; several parts come as "
			 "multipart/byteranges, each with its own, and then there must be none in the header section. "
			 "Parts may be joined only if they share a strong validator. Date, ETag, Cache-Control, "
			 "Expires, Content-Location and Vary must be there if a 200 would have had them.",
	 .spec = "RFC 9110 sections 15.3.7 and 14.4"},
	{STATUS(207, REGISTERED, CLIENT, "Multi-Status"),
	 .means = "A WebDAV answer for several resources: its XML body gives a status for each of them.",
	 .next = "The client reads the statuses in the body and acts on those that failed; the code of the "
			 "whole says nothing about them.",
	 .retry = "Depends on the statuses in the body.",
	 .note = "Answers PROPFIND, PROPPATCH, and COPY, MOVE or DELETE of collections. A statistic that "
			 "counts it as success hides failures.",
	 .spec = "RFC 4918 sections 11.1 and 13"},
	{STATUS(208, REGISTERED, NOBODY, "Already Reported"),
	 .means = "Inside the body of a 207: the members of this collection were listed before, under another "
			  "name.",
	 .next = "Nothing more is owed.", .retry = "No repetition is needed.",
	 .note = "Belongs into the body of a 207, not into a status line.", .spec = "RFC 5842 section 7.1"},
	{STATUS(218, UNREGISTERED, NOBODY, "This is fine"),
	 .means = "A code that some servers behind an Apache proxy use so that their own error page passes "
			  "through unchanged.",
	 .next = "Nothing more is owed; the content says what happened.", .retry = "Depends on the content.",
	 .note = "It counts as success although the content may describe an error.",
	 .spec = NO_RFC "servers behind Apache httpd with ProxyErrorOverride"},
	{STATUS(226, REGISTERED, CLIENT, "IM Used"),
	 .means = "The content is not the resource itself but its difference (or another manipulation that "
			  "the client offered in A-IM) against what the client has.",
	 .next = "The client applies the manipulation named in IM to its stored copy.",
	 .retry = "If the copy is missing, repeat the request without A-IM.",
	 .note = "The fields IM and ETag belong to it, Delta-Base if a difference was taken. Very rare.",
	 .spec = "RFC 3229 section 10.4.1"},
	{STATUS(300, REGISTERED, CLIENT, "Multiple Choices"),
	 .means = "There are several representations of what was asked for. The server selects one by user agent "
			  "and names it in Location, or provides a list of choices for the user agent to select from.",
	 .next = "The client, or its user, selects one of the choices and asks for it with GET.",
	 .by_method = {{"HEAD", "The client selects by Location, if there is one; the list itself is not sent "
							"in answer to HEAD."}},
	 .retry = "Ask for the choice; asking the old target again gives the same answer.",
	 .note = "Location should be there if the server has a preferred choice, and may be followed without "
			 "asking the user.",
	 .spec = "RFC 9110 section 15.4.1"},
	{STATUS(301, REGISTERED, CLIENT, "Moved Permanently"),
	 .means = "The page or other resource has permanently moved to a new location.",
	 .next = "The client sends its request to the URI in Location, and should use it from now on.",
	 .by_method =
		 {
			 {"GET, HEAD", "The client is redirected automatically: it sends the same request to the URI "
						   "in Location, and should use that from now on."},
			 {"POST", "The client may send a GET without body to the URI in Location (this is what "
					  "browsers do), or the same POST; 308 would forbid the change."},
		 },
	 .should_have = "Location", .retry = "Go to Location; asking the old URI again gives the same answer.",
	 .note = "The code with which to tell a crawler such as Googlebot that a page or site has moved for "
			 "good. May be cached without further ado. Keep chains short: fewer than five redirects for "
			 "each request is a long-standing advice for crawlers, and some clients give up after five.",
	 .spec = "RFC 9110 sections 15.4.2 and 15.4"},
	{STATUS(302, REGISTERED, CLIENT, "Found"),
	 .means = "A temporary movement: for now the request is answered from a different location, but the "
			  "client should continue to use the original location for future requests.",
	 .next = "The client sends its request to the URI in Location.",
	 .by_method =
		 {
			 {"GET, HEAD", "The client is redirected automatically: it sends the same request to the URI "
						   "in Location, this time only."},
			 {"POST", "The client may send a GET without body to the URI in Location (this is what "
					  "browsers do), or the same POST; 307 would forbid the change."},
		 },
	 .should_have = "Location", .retry = "Go to Location; the next request goes to the original URI again.",
	 .note =
		 "Do not use it to tell a crawler that a page or site has moved: Googlebot continues to crawl and "
		 "index the original location; 301 or 308 says that. Not cached unless the response says so.",
	 .spec = "RFC 9110 sections 15.4.3 and 15.4"},
	{STATUS(303, REGISTERED, CLIENT, "See Other"),
	 .means = "The answer to the request is to be had with a separate GET request at a different location.",
	 .next = "The client sends a GET without body to the URI in Location, whatever the method was.",
	 .by_method = {{"HEAD", "The client sends HEAD (or GET) to the URI in Location."}},
	 .should_have = "Location", .retry = "Go to Location with GET; the request itself is never repeated.",
	 .note = "The way to show a page after a POST without sending the form twice on reload. What Location "
			 "names is not a new address of the target, so later requests still go to the original.",
	 .spec = "RFC 9110 section 15.4.4"},
	{STATUS(304, REGISTERED, NOBODY, "Not Modified"),
	 .means = "Not a redirect to another place: the page has not been modified since the client stored "
			  "its copy, so no content is returned.",
	 .next = "Nothing follows on the wire; the client uses its stored copy and refreshes the copy's "
			 "header fields.",
	 .retry = "Only a client that has lost its copy repeats the request, without If-None-Match and "
			  "If-Modified-Since.",
	 .note =
		 "Answers a GET or HEAD with If-None-Match or If-Modified-Since. A server should be configured to "
		 "return it where nothing has changed since the last request: a crawler such as Googlebot then "
		 "knows that the page is as it was, and bandwidth and load are saved. ETag, Date, Vary, "
		 "Cache-Control, Expires and Content-Location must be there if a 200 would have had them.",
	 .spec = "RFC 9110 section 15.4.5, RFC 9111 section 4.3.4"},
	{STATUS(305, OBSOLETE, NOBODY, "Use Proxy"),
	 .means = "Formerly: the page can be accessed only through a proxy, which the server also specified "
			  "(in Location).",
	 .next = "Nothing: clients no longer obey it, since any server could then put itself between a client "
			 "and the web.",
	 .retry = "No repetition; a proxy is configured, not accepted from a response.",
	 .note = "Deprecated. SIP still uses its own 305.", .spec = "RFC 9110 section 15.4.6"},
	{STATUS(306, OBSOLETE, NOBODY, "(Unused)"), .means = "Reserved; once meant a change of the proxy.",
	 .next = "Nothing.", .retry = "No repetition.", .spec = "RFC 9110 section 15.4.7"},
	{STATUS(307, REGISTERED, CLIENT, "Temporary Redirect"),
	 .means = "A temporary movement as with 302, but the method must be kept: for now the request is "
			  "answered from a different location, and the client should continue to use the original "
			  "location for future requests.",
	 .next = "The client sends the very same request, with the same method and body, to the URI in Location.",
	 .by_method =
		 {
			 {"GET, HEAD", "The client is redirected automatically: it sends the same request to the URI "
						   "in Location, this time only."},
			 {"POST, PUT, PATCH, DELETE",
			  "The client sends the same method with the same body to the URI in Location; it may ask its "
			  "user first, and must not turn it into a GET."},
		 },
	 .should_have = "Location",
	 .retry = "Go to Location with the method kept; the next request goes to the original URI again.",
	 .note = "Do not use it to tell a crawler that a page or site has moved: Googlebot continues to crawl "
			 "and index the original location; 301 or 308 says that. A browser shows 307 for its own "
			 "redirect to https (HSTS); that one is never on the wire.",
	 .spec = "RFC 9110 sections 15.4.8 and 15.4"},
	{STATUS(308, REGISTERED, CLIENT, "Permanent Redirect"),
	 .means =
		 "The resource has permanently moved to a new location, as with 301, but the method must be kept.",
	 .next = "The client sends the very same request, with the same method and body, to the URI in "
			 "Location, and should use it from now on.",
	 .should_have = "Location",
	 .retry = "Go to Location with the method kept; asking the old URI again gives the same answer.",
	 .note = "Younger than its siblings (2014). Some Google upload services used 308 without Location for "
			 "'resume incomplete', which is not a redirect.",
	 .spec = "RFC 9110 section 15.4.9"},
	{STATUS(400, REGISTERED, CLIENT, "Bad Request"),
	 .means = "The server does not understand the syntax of the request, or finds it malformed or "
			  "deceptive in another way.",
	 .next = "The client stops, or sends a request that is put right.",
	 .by_method = {{"CONNECT", "No tunnel was formed; the target must be a host and a valid port."}},
	 .retry = "Not unchanged: the same bytes get the same answer.",
	 .note = "The server should explain the error in the content, and often closes, because it can no "
			 "longer tell where the next request begins. nginx hides its 494 to 497 behind it.",
	 .spec = "RFC 9110 section 15.5.1"},
	{STATUS(401, REGISTERED, CLIENT, "Unauthorized"),
	 .means = "The request requires authentication: valid credentials for this resource are missing, or "
			  "those sent were refused. A server may answer so for any page behind a login.",
	 .next = "The client repeats the request with an Authorization field for one of the offered schemes; "
			 "if the same credentials were refused already it asks its user, or stops.",
	 .must_have = "WWW-Authenticate",
	 .retry = "Once with credentials. Only NTLM and Negotiate need several rounds, and Digest one more "
			  "when the challenge says stale=true.",
	 .note = "A first 401 is the ordinary begin of a login and no fault. Credentials belong to this "
			 "server; those for a proxy are asked for with 407.",
	 .spec = "RFC 9110 sections 15.5.2 and 11.6"},
	{STATUS(402, REGISTERED, USER, "Payment Required"),
	 .means = "Reserved for future use; some services use it when a quota or an account has run out.",
	 .next = "The user pays or stops; nothing follows by itself.", .retry = "Not unchanged.",
	 .spec = "RFC 9110 section 15.5.3"},
	{STATUS(403, REGISTERED, CLIENT, "Forbidden"),
	 .means = "The server understood the request and rejects it; the credentials, if any, do not suffice, "
			  "or the reason lies elsewhere (address, firewall, policy).",
	 .next = "The client stops; with other credentials it may try again.",
	 .by_method = {{"CONNECT", "No tunnel was formed: the proxy does not serve this host or port to this "
							   "client. The client stops."}},
	 .retry = "Not with the same credentials.",
	 .note = "Met by a crawler such as Googlebot on a valid page, it says that the server or its host is "
			 "blocking the crawler. A server that wants to hide that something exists answers 404 instead.",
	 .spec = "RFC 9110 section 15.5.4"},
	{STATUS(404, REGISTERED, NOBODY, "Not Found"),
	 .means = "The server cannot find the requested page, or does not want to say that it exists. Whether "
			  "for now or for ever is left open.",
	 .next = "Nothing more is owed; the client shows that the page does not exist.",
	 .retry = "Not by itself; it may exist later.",
	 .note = "For robots.txt it is the correct answer if the site has no such file; if there is one, it "
			 "is named wrongly or in the wrong place: it must be called robots.txt and stand at the top "
			 "level of the domain. On a page that a crawler such as Googlebot asked for, look for the "
			 "page with the invalid link, old or mistyped. Normal for /favicon.ico and other probes.",
	 .spec = "RFC 9110 section 15.5.5"},
	{STATUS(405, REGISTERED, CLIENT, "Method Not Allowed"),
	 .means = "The server knows the method of the request, but it is disabled for this resource.",
	 .next = "The client uses a method that Allow lists, or stops.", .must_have = "Allow",
	 .retry = "Not with the same method.",
	 .note = "A method that the server knows for no resource gets 501. An empty Allow is lawful: no "
			 "method at all is allowed here just now.",
	 .spec = "RFC 9110 sections 15.5.6 and 10.2.1"},
	{STATUS(406, REGISTERED, CLIENT, "Not Acceptable"),
	 .means =
		 "The page cannot be had with the content features that the request accepts (Accept, "
		 "Accept-Language, Accept-Encoding ...), and the server does not want to send another form of it.",
	 .next = "The client repeats the request with wider Accept fields, or chooses from the list in the "
			 "content.",
	 .retry = "Only with changed Accept fields.",
	 .note = "The content should list what there is. Security filters also answer so to a request that "
			 "they dislike.",
	 .spec = "RFC 9110 sections 15.5.7 and 12.1"},
	{STATUS(407, REGISTERED, CLIENT, "Proxy Authentication Required"),
	 .means = "Similar to 401, but the client must authenticate itself to the proxy before the proxy "
			  "forwards its request; the proxy names itself in the challenge (its realm).",
	 .next = "The client repeats the request to the same proxy with a Proxy-Authorization field for one "
			 "of the offered schemes, or stops.",
	 .by_method = {{"CONNECT",
					"No tunnel was formed yet: the client repeats the CONNECT with Proxy-Authorization, "
					"on the same connection if the scheme is NTLM or Negotiate."}},
	 .must_have = "Proxy-Authenticate",
	 .retry = "Once with credentials. Only NTLM and Negotiate need several rounds, on the same connection.",
	 .note = "A first 407 is the ordinary begin of a login and no fault. From a server that is no proxy "
			 "it makes no sense.",
	 .spec = "RFC 9110 sections 15.5.8 and 11.7"},
	{STATUS(408, REGISTERED, CLIENT, "Request Timeout"),
	 .means = "The server timed out while waiting for a complete request.",
	 .next = "If a request was under way, the client may repeat it, on a new connection; if none was, it "
			 "only drops the connection.",
	 .retry = "Yes, on a new connection: the request was never complete.",
	 .note = "On an idle connection it is how some servers and load balancers say that they are closing, "
			 "and no fault. A capture that lost part of the request cannot tell.",
	 .spec = "RFC 9110 section 15.5.9, RFC 9112 section 9.5"},
	{STATUS(409, REGISTERED, CLIENT, "Conflict"),
	 .means =
		 "A conflict with the present state of the resource kept the server from completing the request.",
	 .next = "The client fetches the present state, resolves the conflict and sends a changed request.",
	 .by_method =
		 {{"PUT", "The PUT conflicts with an earlier change by somebody else: the client fetches the present "
				  "state, merges the differences (the content may list them) and sends a new PUT."}},
	 .retry = "Not unchanged.",
	 .note = "The response should contain enough information about the conflict for the user to resolve it.",
	 .spec = "RFC 9110 section 15.5.10"},
	{STATUS(410, REGISTERED, CLIENT, "Gone"),
	 .means = "The requested resource has been permanently deleted. Similar to 404, but says that the "
			  "resource existed once and that its absence is likely to last.",
	 .next = "The client stops asking, and removes its links to it.", .retry = "No.",
	 .note = "If the resource only moved, 301 with its new location is the right code. A server that does "
			 "not know whether it is for ever answers 404.",
	 .spec = "RFC 9110 section 15.5.11"},
	{STATUS(411, REGISTERED, CLIENT, "Length Required"),
	 .means = "The server does not accept the request without a valid Content-Length field.",
	 .next = "The client may repeat the request with Content-Length instead of the chunked coding.",
	 .retry = "Yes, with a valid Content-Length.",
	 .spec = "RFC 9110 sections 15.5.12 and 8.6, RFC 9112 section 6.3"},
	{STATUS(412, REGISTERED, CLIENT, "Precondition Failed"),
	 .means = "One of the prerequisites that the client set in its request (If-Match, If-Unmodified-Since "
			  "...) is not met, so the server did nothing.",
	 .next = "The client fetches the present state, and repeats with its validator or gives up.",
	 .by_method = {{"PUT, PATCH, DELETE",
					"The resource is not what the client took it for: it has changed meanwhile, or, with "
					"If-None-Match: *, it exists already. The client fetches the present state, merges, and "
					"repeats with the new ETag in If-Match, or leaves it."}},
	 .retry = "Not with the same validator.", .note = "A safeguard that worked, and as a rule no fault.",
	 .spec = "RFC 9110 sections 15.5.13 and 13"},
	{STATUS(413, REGISTERED, CLIENT, "Content Too Large"),
	 .means = "The content of the request is too large: it exceeds what the server is willing or able to "
			  "process. Formerly called Request Entity Too Large.",
	 .next = "The client stops sending the body; it sends less, or waits as Retry-After says.",
	 .retry = "Not at the same size, unless Retry-After says that the limit is temporary.",
	 .note = "The server may answer before the body is complete and then close; the reset that follows "
			 "can erase the answer before the client reads it, and all that is left is 'connection reset "
			 "by peer'.",
	 .spec = "RFC 9110 section 15.5.14, RFC 9112 sections 9.5 and 9.6"},
	{STATUS(414, REGISTERED, CLIENT, "URI Too Long"),
	 .means = "The URI of the request is too long for the server to process.",
	 .next = "The client shortens the URI, or sends its parameters in the body of a POST.",
	 .retry = "Not unchanged.", .note = "A URI that grows with each redirect is the sign of a redirect loop.",
	 .spec = "RFC 9110 section 15.5.15"},
	{STATUS(415, REGISTERED, CLIENT, "Unsupported Media Type"),
	 .means = "The format of the request's content (its Content-Type or Content-Encoding) is not "
			  "supported by the requested resource for this method.",
	 .next = "The client repeats the request with a format that is supported, or without Content-Encoding.",
	 .retry = "Not unchanged.",
	 .note =
		 "Accept in the response names the types, Accept-Encoding the codings that would have been taken.",
	 .spec = "RFC 9110 section 15.5.16"},
	{STATUS(416, REGISTERED, CLIENT, "Range Not Satisfiable"),
	 .means = "The request is for an invalid range: none of the ranges overlaps the present content, or "
			  "there are too many small ones.",
	 .next = "The client asks for a range below the length that Content-Range tells (bytes */length), or "
			 "for the whole. If it already has that many bytes, its download is complete.",
	 .should_have = "Content-Range", .retry = "Without Range or with a corrected one.",
	 .spec = "RFC 9110 sections 15.5.17 and 14.4"},
	{STATUS(417, REGISTERED, CLIENT, "Expectation Failed"),
	 .means = "The server, or one on the way to it, does not meet the expectation in the Expect header "
			  "field of the request.",
	 .next = "The client should repeat the request without Expect: 100-continue.",
	 .retry = "Once, without Expect.", .note = "As a rule a very old proxy or server on the way.",
	 .spec = "RFC 9110 sections 15.5.18 and 10.1.1"},
	{STATUS(418, OBSOLETE, CLIENT, "(Unused)"),
	 .means = "Reserved because an April joke (RFC 2324, the teapot) has made the code unusable; some "
			  "servers answer so to visitors that they take for robots.",
	 .next = "The client stops, as after 400.", .retry = "No.", .spec = "RFC 9110 section 15.5.19"},
	{STATUS(419, UNREGISTERED, CLIENT, "Page Expired"),
	 .means = "The token against forged requests, or the session it belongs to, has expired.",
	 .next = "The client fetches the form again, with a fresh token and cookie, and repeats the request "
			 "with them.",
	 .retry = "With a new token.",
	 .note = "Cookies that do not come back (SameSite, http instead of https) look the same.",
	 .spec = NO_RFC "Laravel"},
	{STATUS(420, UNREGISTERED, CLIENT, "Enhance Your Calm"),
	 .means = "Too many requests in a short time, as 429 says today; the Spring framework once meant a "
			  "failed method by it.",
	 .next = "The client slows down, as after 429.", .retry = "After a delay.",
	 .spec = NO_RFC "the first Twitter interface and by Spring"},
	{STATUS(421, REGISTERED, CLIENT, "Misdirected Request"),
	 .means = "The server at the other end of this connection cannot answer for the host that was asked "
			  "for; typical when a client shares one HTTP/2 connection among hosts with one certificate.",
	 .next = "The client may repeat the request on a new connection of its own to that host.",
	 .retry = "Yes, on another connection, with any method: the request was not carried out.",
	 .note = "A proxy must not make this code up. Also met when Host and the name in the TLS handshake "
			 "differ.",
	 .spec = "RFC 9110 sections 15.5.20 and 7.4"},
	{STATUS(422, REGISTERED, CLIENT, "Unprocessable Content"),
	 .means = "Type and syntax of the content are right, but what it asks for cannot be done.",
	 .next = "The client changes the content before it sends it again.", .retry = "Not unchanged.",
	 .note = "The usual answer of web interfaces when a value fails validation.",
	 .spec = "RFC 9110 section 15.5.21"},
	{STATUS(423, REGISTERED, CLIENT, "Locked"),
	 .means = "The WebDAV source or destination is locked by somebody, or the lock token was not sent along.",
	 .next =
		 "The client waits for the lock or obtains it, and repeats the request with the lock token in If.",
	 .retry = "With the lock token, or after the lock is gone.",
	 .note = "The XML body should name the condition that failed.", .spec = "RFC 4918 section 11.3"},
	{STATUS(424, REGISTERED, CLIENT, "Failed Dependency"),
	 .means = "Not done, because another action that it depends on failed.",
	 .next = "The client puts right the action that failed first, and repeats the whole.",
	 .retry = "Not unchanged.",
	 .note = "As a rule inside the body of a 207; look there for the one status that is not 424.",
	 .spec = "RFC 4918 section 11.4"},
	{STATUS(425, REGISTERED, CLIENT, "Too Early"),
	 .means = "The request came as early data of a TLS handshake and might be a replay; the server does "
			  "not take that risk.",
	 .next = "The client repeats the request once the handshake is complete, not in early data.",
	 .retry = "Yes, by itself, outside early data.", .spec = "RFC 8470 section 5.2"},
	{STATUS(426, REGISTERED, CLIENT, "Upgrade Required"),
	 .means = "The server does not answer this request in the present protocol, but would after a change "
			  "to the one that Upgrade names.",
	 .next = "The client repeats the request with an Upgrade field for that protocol, or over a "
			 "connection that speaks it.",
	 .must_have = "Upgrade, Connection", .retry = "Only after the change of protocol.",
	 .note = "A WebSocket server also answers so to a version that it does not know, with "
			 "Sec-WebSocket-Version.",
	 .spec = "RFC 9110 sections 15.5.22 and 7.8"},
	{STATUS(428, REGISTERED, CLIENT, "Precondition Required"),
	 .means = "The server wants a condition on this request (If-Match, as a rule), so that nobody's "
			  "change is lost.",
	 .next = "The client fetches the present state, and repeats the request with its ETag in If-Match.",
	 .retry = "With a precondition.",
	 .note = "The response should explain how to send it again; caches must not store it.",
	 .spec = "RFC 6585 section 3"},
	{STATUS(429, REGISTERED, CLIENT, "Too Many Requests"),
	 .means = "The client has sent too many requests in a given time.",
	 .next = "The client sends nothing more there until Retry-After has passed; without that field it "
			 "waits longer after each 429.",
	 .retry = "After the delay.",
	 .note = "How clients are told apart and counted is up to the server. Caches must not store it.",
	 .spec = "RFC 6585 section 4, RFC 9110 section 10.2.3"},
	{STATUS(430, UNREGISTERED, CLIENT, "Security Rejection"),
	 .means = "The shop platform took the request for an attack, or got too many at once.",
	 .next = "The client slows down.", .retry = "After a delay.", .spec = NO_RFC "Shopify"},
	{STATUS(431, REGISTERED, CLIENT, "Request Header Fields Too Large"),
	 .means = "One header field of the request, or all of them together, are too large for the server.",
	 .next = "The client repeats the request with smaller fields; as a rule it drops cookies.",
	 .retry = "With smaller header fields.",
	 .note = "The content should name the field if it is a single one. Cookies that pile up, and tokens "
			 "with many group names, are the usual cause.",
	 .spec = "RFC 6585 section 5"},
	{STATUS(440, UNREGISTERED, USER, "Login Time-out"), .means = "The session has expired.",
	 .next = "The user logs in again; the client then repeats the request.", .retry = "After a new login.",
	 .spec = NO_RFC "Microsoft IIS and Exchange"},
	{STATUS(444, UNREGISTERED, NOBODY, "No Response"),
	 .means = "Only in the log of nginx: the server was told to close the connection without an answer.",
	 .next = "Nothing is sent: in the capture the request ends with FIN or RST and no response (outcome "
			 "connection-closed or connection-reset).",
	 .retry = "As after a connection that was closed without a response.", .note = "Never on the wire.",
	 .spec = NO_RFC "nginx, in its log"},
	{STATUS(449, UNREGISTERED, CLIENT, "Retry With"),
	 .means = "The server lacks something that has to be done or sent first; Exchange ActiveSync asks the "
			  "device to fetch its policy.",
	 .next = "The client takes that step (ActiveSync: Provision) and repeats the request.",
	 .retry = "After that step.", .spec = NO_RFC "Microsoft IIS and Exchange ActiveSync"},
	{STATUS(450, UNREGISTERED, NOBODY, "Blocked by Windows Parental Controls"),
	 .means = "A filter on the user's own computer blocked the page.", .next = "Nothing more is owed.",
	 .retry = "No.", .spec = NO_RFC "Microsoft"},
	{STATUS(451, REGISTERED, NOBODY, "Unavailable For Legal Reasons"),
	 .means = "Access is denied because of a legal demand.",
	 .next = "Nothing more is owed; the content should say who demanded what.", .should_have = "Link",
	 .retry = "No.",
	 .note = "A Link field with rel=\"blocked-by\" should name who blocks, which need not be who demanded "
			 "it. Exchange ActiveSync uses 451 otherwise: as a redirect to the server in X-MS-Location.",
	 .spec = "RFC 7725 sections 3 and 4"},
	{STATUS(460, UNREGISTERED, NOBODY, "Client Closed Connection"),
	 .means = "Only in the log of an AWS load balancer: the client closed the connection before the "
			  "answer was there.",
	 .next = "Nothing is sent: in the capture the client's own FIN or RST follows its request.",
	 .retry = "The client's time-out is too short, or the server behind too slow.",
	 .note = "Never on the wire.", .spec = NO_RFC "AWS load balancers, in their log"},
	{STATUS(463, UNREGISTERED, PROXY, "X-Forwarded-For Too Many"),
	 .means = "The request passed too many proxies: more than 30 addresses stand in X-Forwarded-For.",
	 .next = "Whoever runs the proxies shortens the path, or breaks the loop in it.",
	 .retry = "Not unchanged.", .spec = NO_RFC "AWS load balancers"},
	{STATUS(464, UNREGISTERED, CLIENT, "Incompatible Protocol"),
	 .means = "The protocol version of the request does not suit the servers behind the load balancer.",
	 .next = "The client uses the version that they expect.", .retry = "Not unchanged.",
	 .spec = NO_RFC "AWS load balancers"},
	{STATUS(494, UNREGISTERED, CLIENT, "Request Header Too Large"),
	 .means = "Only in the log of nginx: a header line, or the header as a whole, is larger than configured.",
	 .next = "On the wire it is a 400; the client sends smaller fields, as a rule fewer cookies.",
	 .retry = "With smaller header fields.", .spec = NO_RFC "nginx, in its log"},
	{STATUS(495, UNREGISTERED, CLIENT, "SSL Certificate Error"),
	 .means = "Only in the log of nginx: the client's certificate did not stand the check.",
	 .next = "On the wire it is a 400; the client presents a valid certificate on a new TLS connection.",
	 .retry = "On a new TLS connection.", .spec = NO_RFC "nginx, in its log"},
	{STATUS(496, UNREGISTERED, CLIENT, "SSL Certificate Required"),
	 .means = "Only in the log of nginx: the client sent no certificate although one is required.",
	 .next = "On the wire it is a 400; the client presents a certificate on a new TLS connection.",
	 .retry = "On a new TLS connection.", .spec = NO_RFC "nginx, in its log"},
	{STATUS(497, UNREGISTERED, CLIENT, "HTTP Request Sent to HTTPS Port"),
	 .means = "Only in the log of nginx: a plain HTTP request came to a port that speaks TLS.",
	 .next = "On the wire it is a 400; the client repeats the request over TLS.", .retry = "With https.",
	 .spec = NO_RFC "nginx, in its log"},
	{STATUS(498, UNREGISTERED, CLIENT, "Invalid Token"),
	 .means = "The access token has expired or is invalid.",
	 .next = "The client obtains a new token and repeats the request.", .retry = "With a new token.",
	 .spec = NO_RFC "Esri ArcGIS"},
	{STATUS(499, UNREGISTERED, NOBODY, "Client Closed Request"),
	 .means = "Only in the log of nginx: the client went away before the answer was there. Esri servers "
			  "do send it, and mean that a token is required.",
	 .next = "Nothing is sent by nginx: in the capture the client's own FIN or RST follows its request. "
			 "Esri: the client repeats the request with a token.",
	 .retry = "The client's time-out is too short, or the server too slow; see whether the client repeats.",
	 .note = "From nginx never on the wire.", .spec = NO_RFC "nginx, in its log, and by Esri ArcGIS"},
	{STATUS(500, REGISTERED, SERVER, "Internal Server Error"),
	 .means = "An error of the server, one that it did not expect, keeps the request from being completed.",
	 .next = "Whoever runs the server finds the cause, as a rule in its log; the client stops.",
	 .by_method =
		 {{"POST, PATCH",
		   "The client stops: the action may have been done in part, so it must not be repeated unseen."}},
	 .retry = "Only an idempotent request (GET, HEAD, PUT, DELETE, OPTIONS), later, and with growing delays.",
	 .note = "The server should explain the error in the content.",
	 .spec = "RFC 9110 sections 15.6.1 and 9.2.2"},
	{STATUS(501, REGISTERED, CLIENT, "Not Implemented"),
	 .means = "The server does not have the function to complete the request; it may not recognize the "
			  "request method.",
	 .next = "The client does without this method.", .retry = "Not with the same method.",
	 .note = "A method that is known but not allowed here gets 405.", .spec = "RFC 9110 section 15.6.2"},
	{STATUS(502, REGISTERED, PROXY, "Bad Gateway"),
	 .means = "A gateway or proxy received an invalid response from the upstream server, or could not "
			  "reach it.",
	 .next = "Whoever runs the gateway looks at its connection to the next server; the client may try "
			 "again later.",
	 .by_method =
		 {
			 {"POST, PATCH", "The client stops: the next server may have carried the request out."},
			 {"CONNECT", "No tunnel was formed: the proxy could not connect to the host. The client "
						 "stops, or tries later."},
		 },
	 .retry = "Only an idempotent request, with growing delays.",
	 .note = "Capture between the gateway and the next server too: there the fault shows, as a refused, "
			 "reset or closed connection.",
	 .spec = "RFC 9110 sections 15.6.3 and 9.2.2"},
	{STATUS(503, REGISTERED, CLIENT, "Service Unavailable"),
	 .means = "The server is temporarily unavailable, because of overload or because it is down for "
			  "maintenance. This is usually a temporary state.",
	 .next = "The client waits as long as Retry-After says, or with growing delays, and tries again.",
	 .by_method = {{"CONNECT",
					"No tunnel was formed: the client waits as long as Retry-After says, and tries again."}},
	 .retry = "After the delay.",
	 .note = "Retry-After may be there. An overloaded server may just as well refuse connections. A "
			 "crawler that meets it for robots.txt puts off the whole site.",
	 .spec = "RFC 9110 sections 15.6.4 and 10.2.3"},
	{STATUS(504, REGISTERED, PROXY, "Gateway Timeout"),
	 .means = "A gateway or proxy did not receive a response from the upstream server in time.",
	 .next = "Whoever runs the gateway looks why the next server is slow or silent; the client may try "
			 "again later.",
	 .by_method =
		 {
			 {"POST, PATCH",
			  "The client stops: the next server may have carried the request out, or may still do so."},
			 {"CONNECT", "No tunnel was formed: the host did not answer the proxy. The client stops, or "
						 "tries later."},
		 },
	 .retry = "Only an idempotent request; another may already have taken effect.",
	 .note = "Also the answer of a cache that has no stored response to a request with only-if-cached. "
			 "Compare the elapsed time: a round number of seconds is the gateway's own limit.",
	 .spec = "RFC 9110 sections 15.6.5 and 9.2.2, RFC 9111 section 5.2.1.7"},
	{STATUS(505, REGISTERED, CLIENT, "HTTP Version Not Supported"),
	 .means = "The server does not support, or does not want to speak, the major HTTP version used in the "
			  "request.",
	 .next = "The client repeats the request with a version that the content names.",
	 .retry = "With another version.",
	 .note = "The content should say why, and what is supported. A space in the request's URI makes some "
			 "servers read the version from the wrong place and answer so.",
	 .spec = "RFC 9110 section 15.6.6"},
	{STATUS(506, REGISTERED, SERVER, "Variant Also Negotiates"),
	 .means = "An error in the server's configuration: the variant that transparent negotiation chose "
			  "negotiates itself again.",
	 .next = "Whoever runs the server corrects it; the client stops.", .retry = "No.",
	 .spec = "RFC 2295 section 8.1"},
	{STATUS(507, REGISTERED, USER, "Insufficient Storage"),
	 .means = "The WebDAV server cannot store what the request needs; this counts as temporary.",
	 .next = "The user makes room, or has it made.",
	 .retry = "Not by itself; only when the user asks for it anew.", .spec = "RFC 4918 section 11.5"},
	{STATUS(508, REGISTERED, SERVER, "Loop Detected"),
	 .means = "The server gave up an operation with Depth: infinity because it ran into a loop; gateways "
			  "use the code for requests that come back to them.",
	 .next = "Whoever runs the server or gateway breaks the loop; the client stops.",
	 .retry = "Not unchanged.", .spec = "RFC 5842 section 7.2"},
	{STATUS(509, UNREGISTERED, SERVER, "Bandwidth Limit Exceeded"),
	 .means = "The site has used up its traffic allowance.",
	 .next = "Whoever runs the site raises the limit; the client waits.", .retry = "Much later.",
	 .spec = NO_RFC "cPanel and Apache modules"},
	{STATUS(510, OBSOLETE, CLIENT, "Not Extended"),
	 .means = "The request lacks an extension that the server requires.",
	 .next = "The client repeats the request with the extension that the content names, or stops.",
	 .retry = "Not unchanged.",
	 .note = "The extension framework that it belongs to is historic; the registry lists the code as "
			 "obsoleted.",
	 .spec = "RFC 2774 section 7"},
	{STATUS(511, REGISTERED, USER, "Network Authentication Required"),
	 .means = "Not the server but the network on the way answers: it wants a login first (a captive portal).",
	 .next = "The user opens the login page that the content links to; then the client repeats the request.",
	 .retry = "After the login to the network.",
	 .note = "Servers must not send it, and caches must not store it. Most portals answer with a redirect "
			 "instead.",
	 .spec = "RFC 6585 section 6"},
	{STATUS(520, UNREGISTERED, SERVER, "Web Server Returned an Unknown Error"),
	 .means = "The server behind Cloudflare gave an empty, malformed or broken-off answer.",
	 .next = "Whoever runs the server behind looks at the connections from Cloudflare.",
	 .retry = "Only an idempotent request, with growing delays.", .spec = NO_RFC "Cloudflare"},
	{STATUS(521, UNREGISTERED, SERVER, "Web Server Is Down"),
	 .means = "The server behind Cloudflare refused the TCP connection.",
	 .next = "Whoever runs the server behind starts it, or opens its firewall for Cloudflare.",
	 .retry = "After a delay, as after 503.", .spec = NO_RFC "Cloudflare"},
	{STATUS(522, UNREGISTERED, SERVER, "Connection Timed Out"),
	 .means = "Cloudflare could not open a TCP connection to the server behind in time, or the connection "
			  "went silent.",
	 .next = "Whoever runs the server behind looks for lost SYNs and firewalls.",
	 .retry = "After a delay, as after 504.", .spec = NO_RFC "Cloudflare"},
	{STATUS(523, UNREGISTERED, SERVER, "Origin Is Unreachable"),
	 .means = "Cloudflare has no route to the server behind.",
	 .next = "Whoever runs the server behind corrects its address or route.",
	 .retry = "After a delay, as after 504.", .spec = NO_RFC "Cloudflare"},
	{STATUS(524, UNREGISTERED, SERVER, "A Timeout Occurred"),
	 .means = "The server behind Cloudflare took the connection but did not answer the request in time "
			  "(100 seconds as a rule).",
	 .next = "Whoever runs the server behind answers sooner, for example with 202; the client must reckon "
			 "that the request was carried out.",
	 .retry = "Only an idempotent request.", .spec = NO_RFC "Cloudflare"},
	{STATUS(525, UNREGISTERED, SERVER, "SSL Handshake Failed"),
	 .means = "The TLS handshake between Cloudflare and the server behind failed.",
	 .next = "Whoever runs the server behind corrects its TLS settings.", .retry = "After a delay.",
	 .spec = NO_RFC "Cloudflare"},
	{STATUS(526, UNREGISTERED, SERVER, "Invalid SSL Certificate"),
	 .means = "The certificate of the server behind Cloudflare is not valid.",
	 .next = "Whoever runs the server behind renews its certificate.", .retry = "Not soon.",
	 .spec = NO_RFC "Cloudflare"},
	{STATUS(527, UNREGISTERED, SERVER, "Railgun Error"),
	 .means = "The (since retired) Railgun link between Cloudflare and the server behind broke.",
	 .next = "Whoever runs the server behind looks at that link.", .retry = "After a delay, as after 502.",
	 .spec = NO_RFC "Cloudflare"},
	{STATUS(529, UNREGISTERED, CLIENT, "Site Is Overloaded"), .means = "The service is overloaded.",
	 .next = "The client waits as long as Retry-After says, or with growing delays, as after 503.",
	 .retry = "After a delay.", .spec = NO_RFC "Qualys and some web interfaces"},
	{STATUS(530, UNREGISTERED, SERVER, "Origin DNS Error"),
	 .means = "Cloudflare could not find the server behind by its name (the content has a number 1xxx "
			  "that says more); Pantheon: the site is frozen.",
	 .next = "Whoever runs the site corrects its DNS entry, or wakes the site.", .retry = "Not soon.",
	 .spec = NO_RFC "Cloudflare and Pantheon"},
	{STATUS(540, UNREGISTERED, CLIENT, "Temporarily Disabled"),
	 .means = "What was asked for is switched off for now.", .next = "The client waits and tries again.",
	 .retry = "After a delay.", .spec = NO_RFC "Shopify"},
	{STATUS(561, UNREGISTERED, CLIENT, "Unauthorized"),
	 .means = "The identity provider answered with an error when the load balancer let the user log in.",
	 .next = "The client begins the login again from the page it wanted.", .retry = "After a new login.",
	 .spec = NO_RFC "AWS load balancers"},
	{STATUS(598, UNREGISTERED, PROXY, "Network Read Timeout Error"),
	 .means = "A proxy waited too long for data from the next server.",
	 .next = "As after 504: whoever runs the proxy looks why the next server is slow.",
	 .retry = "Only an idempotent request.", .spec = NO_RFC "some proxies"},
	{STATUS(599, UNREGISTERED, PROXY, "Network Connect Timeout Error"),
	 .means = "A proxy could not connect to the next server in time; some client libraries make the code "
			  "up themselves, and then it is not on the wire.",
	 .next = "As after 504: whoever runs the proxy looks whether the next server can be reached.",
	 .retry = "After a delay.", .spec = NO_RFC "some proxies and client libraries"},
	{STATUS(783, UNREGISTERED, CLIENT, "Unexpected Token"),
	 .means = "The JSON in the request could not be read. The code is outside the range of HTTP (100 to "
			  "599) and not valid.",
	 .next = "The client corrects the body.", .retry = "Not unchanged.",
	 .note = "RFC 9110 tells clients to treat a code outside the range as a 5xx.",
	 .spec = NO_RFC "Shopify; for the range see RFC 9110 section 15"},
	{STATUS(999, UNREGISTERED, CLIENT, "Request Denied"),
	 .means = "The site took the client for a robot and refused it. The code is outside the range of HTTP "
			  "(100 to 599) and not valid.",
	 .next = "The client stops or slows down.", .retry = "Not soon.",
	 .note = "RFC 9110 tells clients to treat a code outside the range as a 5xx.",
	 .spec = NO_RFC "LinkedIn; for the range see RFC 9110 section 15"},
};

const size_t http_status_count = sizeof http_statuses / sizeof *http_statuses;
