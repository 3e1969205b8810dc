#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the captures inside TLS again, each with the keys that open it (pcaps/tls-NAME.keys), and those of HTTP/2 in
# the clear. Usage: tls.sh [NAME...]
# Needs the packages in pcaps/make/install and the right to capture on lo.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/record.sh"

nginx=127.0.0.2:8443 nghttpd=127.0.0.6:8080 kamailio=127.0.0.10:5061

prepare() {
	mkdir -p "$scratch"/{www/private,h2}
	echo 'a private page' >"$scratch/www/private/index.html"
	echo "alice:$(openssl passwd -apr1 secret)" >"$scratch/htpasswd"
	openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=www.example \
		-keyout "$scratch/key.pem" -out "$scratch/cert.pem" 2>/dev/null
	for page in 1 2 3 4 5 6; do echo "page $page" >"$scratch/h2/$page.txt"; done
}

fetch() { curl -sk -o /dev/null --max-time 5 -A curl "$@"; }

# name: the traffic. Each function is one capture.
tls-http1() {
	fetch --http1.1 -L https://$nginx/old
	fetch --http1.1 https://$nginx/private/ --next -sk -o /dev/null -A curl --http1.1 -u alice:secret https://$nginx/private/
}
tls-http2() {
	fetch --http2 -L https://$nginx/old
	fetch --http2 -L --max-redirs 7 https://$nginx/ping
	fetch --http2 https://$nginx/private/ https://$nginx/nothing-here
}
# sip METHOD NUMBER BRANCH: a request of alice's
sip() {
	printf '%s sip:bob@127.0.0.10:5061;transport=tls SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK%s\r\nMax-Forwards: 70\r\nFrom: <sip:alice@example.com>;tag=a\r\nTo: <sip:bob@example.com>%s\r\nCall-ID: %s@127.0.0.1\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n' \
		"$1" "$3" "${4:-}" "$5" "$2 $1"
}
tls-sip() {
	{
		sip OPTIONS 1 options '' first; sleep 0.5
		sip INVITE 1 answered '' second; sleep 0.5
		sip ACK 1 answered ';tag=b' second; sleep 0.5
		sip INVITE 1 forgotten '' third; sleep 33 # longer than 64*T1
		sip OPTIONS 1 later '' fourth; sleep 0.5
	} | openssl s_client -quiet -no_ign_eof -keylogfile "$SSLKEYLOGFILE" -connect $kamailio >/dev/null 2>&1
}
http2-streams() { nghttp -n http://$nghttpd/{1,2,3,4,5,6}.txt http://$nghttpd/nothing-here; }
http2-continuation() { nghttp -n --continuation http://$nghttpd/1.txt; }

everything="tls-http1 tls-http2 tls-sip http2-streams http2-continuation"

prepare
cp "$here/tls/nginx.conf" "$here/tls/kamailio.cfg" "$scratch"
start nginx -p "$scratch" -c "$scratch/nginx.conf"
start nghttpd --no-tls -a ${nghttpd%:*} -d "$scratch/h2" ${nghttpd#*:}
(cd "$scratch" && exec kamailio -DD -E -f kamailio.cfg -Y "$scratch" -w "$scratch") >"$scratch/kamailio.out" 2>&1 &
started+=($!)
wait_for 127.0.0.2 8443 && wait_for 127.0.0.6 8080 && wait_for 127.0.0.10 5061 || { cat "$scratch"/*.out; exit 1; }
for name in ${*:-$everything}; do
	export SSLKEYLOGFILE="$scratch/$name.keys"
	record "$name" 'tcp and (port 8443 or port 5061 or host 127.0.0.6)' "$name"
	[ -s "$SSLKEYLOGFILE" ] && cp "$SSLKEYLOGFILE" "$pcaps/$name.keys" && chmod 644 "$pcaps/$name.keys"
done
