# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the tool and tshark count otherwise, and why. test_corpus.py fails when a line here is no longer true."""

# The tool is right, or what it leaves out is not its trade: file -> (reason, what it counts, hidden ones left out).
EXPLAINED = {
    "http-connect-plain.pcap": (
        "tshark does not dissect HTTP inside a CONNECT tunnel to a port of HTTP, lest it call itself",
        {"http": {"200": 3, "404": 2}, "sip": {}}),
    "http-pipelined-head.pcap": (
        "pipelined: tshark forgets that the first request was HEAD and takes the next response for its body",
        {"http": {"200": 1, "404": 1}, "sip": {}}),
    "OISF-suricata-verify__http-evader-474__input.pcap": (
        "a tab before the status: RFC 9112 section 4 lets a reader accept it; tshark reads 20",
        {"http": {"200": 1}, "sip": {}}),
    "OISF-suricata-verify__http-evader-478__input.pcap": (
        "the status is 2040, no status; tshark reads 204",
        {"http": {"other": 1}, "sip": {}}),
    "ajbanjara-Wireshark__c05-http-reply-r1.pcap.gz": (
        "a fuzzer's replies: a Transfer-Encoding whose last coding is not chunked makes the body end with the "
        "connection (RFC 9112 section 6.3), where tshark waits for Content-Length",
        {"http": {"200": 1736, "206": 173, "301": 126, "401": 396, "407": 522, "503": 42}, "sip": {}}),
    "OISF-suricata-verify__http2-errorcode__input.pcap": (
        "tshark knows HTTP/2 neither on this port nor inside a CONNECT tunnel",
        {"http": {"200": 1}, "http2": {"200": 2}, "sip": {}}),
    "ajbanjara-Wireshark__netlink-nflog.pcap": (
        "packets within messages of Linux netlink are not read",
        {"http": {}, "sip": {}}),
    "ajbanjara-Wireshark__sctp-www.cab": (
        "HTTP over SCTP is not read",
        {"http": {}, "sip": {}}),
}

# tshark agrees when it is asked with these options: file -> (reason, options).
ASKED_OTHERWISE = {
    "http2-middle.pcap": (
        "nothing but the port could tell tshark that this is HTTP/2", ["-d", "tcp.port==8080,http2"]),
    "open5gs-open5gs__5g-roaming-lbo.pcapng": (
        "tshark does not know HTTP/2 on port 7777", ["-d", "tcp.port==7777,http2"]),
    "lucian-pcap_file_ex__mixed_traffic_sample.pcap": (
        "tshark does not know HTTP/2 on port 8097", ["-d", "tcp.port==8097,http2"]),
    "lucian-pcap_file_ex__mixed_traffic_sample.pcapng": (
        "tshark does not know HTTP/2 on port 8097", ["-d", "tcp.port==8097,http2"]),
    "colinnewell-pcap2har-go__insecure.pcap": (
        "tshark takes HTTP on port 5000 for EtherCAT", ["-d", "tcp.port==5000,http"]),
}

# A snap length cut packets of these: there tshark does not wait for the rest, and so hides nothing.
SHORT = {
    "LibtraceTeam-libtrace__sll.pcap.gz",
    "ajbanjara-Wireshark__http-ipv6.pcap",
    "zeek-zeek__tcp.pcap",
}

# Responses that the tool sees and tshark does not, see test_corpus.py: file -> how many, all of them HTTP.
HIDDEN = {
    "NotYuSheng-TracePcap__demo_all_rules.pcap": {"200": 1},
    "OISF-suricata-verify__http-pipeline-files-with-gap__input.pcap": {"200": 2},
    "OISF-suricata-verify__tcp-rst-unacked-stream-11__TLPW1-tcp-47.32.209.86-10.11.23.101-tcp-80-49470.pcap":
        {"200": 1},
    "ajbanjara-Wireshark__FTPv6-2.cap": {"206": 2},
    "ajbanjara-Wireshark__No-filter.pcap": {"200": 1},
    "ajbanjara-Wireshark__YahooFileTransfer.pcap": {"200": 3},
    "ajbanjara-Wireshark__c05-http-reply-r1.pcap.gz": {"200": 871, "other": 7},
    "ajbanjara-Wireshark__http_with_jpegs.cap.gz": {"200": 4, "302": 4},
    "ajbanjara-Wireshark__part1.pcap": {"200": 1},
    "ajbanjara-Wireshark__twitter_login_logout.pcap": {"200": 2},
    "chrissanders-packets__http_espn.pcapng": {"200": 2},
    "http-reset.pcap": {"200": 1},
    "kbandla-pcaps__http_espn.pcap": {"200": 2},
    "lucian-pcap_file_ex__linux_new_test.pcap": {"404": 1},
    "lucian-pcap_file_ex__linux_new_test.pcapng": {"404": 1},
    "markofu-pcaps__evilprogram.pcap": {"200": 1},
    "ntop-nDPI__fuzz-2006-09-29-28586.pcap": {"200": 2},
    "ntop-nDPI__gnutella.pcap": {"206": 2},
    "ntop-nDPI__mpeg-dash.pcap": {"200": 1},
    "ntop-nDPI__netflix.pcap": {"200": 23, "206": 4},
    "seladb-PcapPlusPlus__650HttpResponses.pcap":
        {"200": 379, "206": 15, "301": 1, "302": 11, "304": 7, "404": 1},
    "seladb-PcapPlusPlus__raw_ip.pcap": {"200": 1},
    "slytechs-repos-jnetpcap-legacy__test-http-jpeg.pcap": {"200": 4, "302": 4},
    "zeek-zeek__1000-requests-one-dropped-response.pcap.gz": {"200": 999},
    "zeek-zeek__bro.org.pcap": {"200": 6},
    "zeek-zeek__erspan.pcap": {"200": 9},
    "zeek-zeek__pe_files_timestamp.pcap.gz": {"200": 1},
    "zeek-zeek__zero-length-bodies-with-drops.pcap": {"200": 5},
}
