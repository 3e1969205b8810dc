#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the HTTP captures of pcaps/ again, with real servers on 127.0.0.x. Usage: http.sh [NAME...]
# Needs the packages in pcaps/make/install and the right to capture on lo.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/record.sh"

nginx=127.0.0.2:8080 origin=127.0.0.3:8080 proxy=127.0.0.4:3128 looping_proxy=127.0.0.4:3129 gateway=127.0.0.5:8080

prepare() {
	mkdir -p "$scratch"/{www/long,www/private,tmp,logs}
	echo '<p>A page.</p>' >"$scratch/www/index.html"
	echo 'a private page' >"$scratch/www/private/index.html"
	echo 'a page that is asked for too often' >"$scratch/www/limited.txt"
	seq 1 400 >"$scratch/www/long/numbers.txt"
	echo "alice:$(openssl passwd -apr1 secret)" >"$scratch/htpasswd"
	openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=www.example \
		-keyout "$scratch/key.pem" -out "$scratch/cert.pem" 2>/dev/null
}

fetch() { curl -s -o /dev/null --max-time 5 -A curl "$@"; }
raw() { "$here/http/raw.py" "$@"; }

# name: the traffic. Each function is one capture, pcaps/http-NAME.pcap.
pages() {
	fetch http://$nginx/index.html --next -s -o /dev/null -A curl -I http://$nginx/index.html \
		--next -s -o /dev/null -A curl http://$nginx/nothing-here
	fetch -z "$(date -R -d tomorrow)" http://$nginx/index.html
	fetch --compressed http://$nginx/long/numbers.txt
	fetch http://$origin/chunked
	fetch http://$origin/until-close
}
pipelined() {
	raw ${nginx/:/ } 0.5 'GET /index.html HTTP/1.1\r\nHost: www.example\r\n\r\nGET /nothing-here HTTP/1.1\r\nHost: www.example\r\n\r\nGET /index.html HTTP/1.1\r\nHost: www.example\r\nConnection: close\r\n\r\n'
}
pipelined-head() {
	raw ${nginx/:/ } 0.5 'HEAD /index.html HTTP/1.1\r\nHost: www.example\r\n\r\nGET /nothing-here HTTP/1.1\r\nHost: www.example\r\nConnection: close\r\n\r\n'
}
ranges() {
	fetch -r 100-199 http://$nginx/long/numbers.txt
	fetch -r 90000- http://$nginx/long/numbers.txt
}
redirect-followed() { fetch -L http://$nginx/moved; fetch -L http://$nginx/other; }
redirect-chain() { fetch -L http://$nginx/chain-1; }
redirect-not-followed() { fetch http://$nginx/moved; sleep 1; }
redirect-loop() { fetch -L --max-redirs 7 http://$nginx/ping; }
redirect-to-itself() { fetch -L --max-redirs 5 http://$nginx/self; }
cookie-bounce() { fetch -L -c /dev/null -b '' http://$origin/welcome; }
cookie-refused() { fetch -L --max-redirs 6 http://$origin/welcome; }
basic-answered() { fetch http://$nginx/private/; fetch -u alice:secret http://$nginx/private/; }
basic-wrong() { for _ in 1 2 3 4; do fetch -u alice:wrong http://$nginx/private/; sleep 0.2; done; }
digest-answered() { fetch --digest -u alice:secret http://$origin/digest; }
digest-wrong() { for _ in 1 2 3; do fetch --digest -u alice:wrong http://$origin/digest; sleep 0.2; done; }
continue-accepted() { head -c 600 /dev/zero | fetch -H 'Expect: 100-continue' -T - -H 'Transfer-Encoding:' -H 'Content-Length: 600' http://$origin/upload; }
continue-refused() {
	head -c 3000 /dev/zero | fetch -H 'Expect: 100-continue' --data-binary @- http://$origin/no-expectations
	head -c 3000 /dev/zero | fetch -H 'Expect: 100-continue' --data-binary @- http://$origin/too-large
}
upload-stopped() { head -c 60000 /dev/zero | fetch --limit-rate 8k -H Expect: --data-binary @- http://$nginx/upload; }
upload-not-stopped() {
	local piece
	piece=$(printf 'x%.0s' {1..600})
	raw ${nginx/:/ } 0.5 'POST /upload HTTP/1.1\r\nHost: www.example\r\nContent-Length: 3000\r\n\r\n' "$piece" "$piece" "$piece" "$piece" "$piece"
}
retry-after-kept() { fetch http://$origin/busy; sleep 2.3; fetch http://$origin/busy; }
retry-after-ignored() { for _ in 1 2 3 4; do fetch http://$origin/busy; sleep 0.3; done; sleep 2; fetch http://$origin/busy; }
too-many-requests() { for _ in 1 2 3; do fetch http://$nginx/limited.txt; done; sleep 1.1; fetch http://$nginx/limited.txt; }
reset() { fetch http://$origin/reset; fetch http://$origin/cut; }
refused() { fetch http://127.0.0.3:8099/; fetch http://$nginx/gone-upstream; }
silent() { fetch -m 1 http://$origin/silent; sleep 2.5; }
proxied() { fetch -x http://$proxy http://$origin/hello; fetch -x http://$proxy http://$origin/nothing-here; }
proxy-loop() { fetch -x http://$looping_proxy http://$origin/hello; }
gateway-loop() { fetch http://$gateway/hello; }
connect-plain() { fetch -p -x http://$proxy http://$origin/hello http://$origin/nothing-here; }
connect-tls() { fetch -k -x http://$proxy https://127.0.0.2:8443/index.html; }
connect-refused() { fetch -p -x http://$proxy http://127.0.0.3:8099/; }
early-hints() { fetch http://$origin/hints; }
websocket() {
	raw ${origin/:/ } 0.5 'GET /socket HTTP/1.1\r\nHost: www.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n' '\x81\x85\0\0\0\0hello'
}

everything="pages pipelined pipelined-head ranges redirect-followed redirect-chain redirect-not-followed redirect-loop redirect-to-itself
	cookie-bounce cookie-refused basic-answered basic-wrong digest-answered digest-wrong continue-accepted
	continue-refused upload-stopped upload-not-stopped retry-after-kept retry-after-ignored too-many-requests reset refused silent
	proxied proxy-loop gateway-loop connect-plain connect-tls connect-refused early-hints websocket"

prepare
cp "$here/http/nginx.conf" "$scratch" # nginx looks for certificates and passwords beside its configuration
start nginx -p "$scratch" -c "$scratch/nginx.conf"
start python3 "$here/http/origin.py"
start haproxy -db -f "$here/http/haproxy.cfg"
(cd "$scratch" && exec squid -N -f "$here/http/squid.conf") >"$scratch/squid.out" 2>&1 &
started+=($!)
wait_for 127.0.0.2 8080 && wait_for 127.0.0.3 8080 && wait_for 127.0.0.4 3128 && wait_for 127.0.0.5 8080 || exit 1
for name in ${*:-$everything}; do
	record "http-$name" 'tcp and (host 127.0.0.2 or host 127.0.0.3 or host 127.0.0.4 or host 127.0.0.5)' "$name"
done
