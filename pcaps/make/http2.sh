#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the captures of HTTP/2 in the clear again, pcaps/http2-NAME.pcap. Usage: http2.sh [NAME...]
# Needs the packages in pcaps/make/install and the right to capture on lo.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/record.sh"

nginx=127.0.0.2:8080 two_requests=127.0.0.3:8080 apache=127.0.0.6:8080 nghttpd=127.0.0.7:8080

prepare() {
	mkdir -p "$scratch"/{www/private,tmp}
	echo '<p>A page.</p>' >"$scratch/www/index.html"
	echo 'p { color: black }' >"$scratch/www/style.css"
	echo 'a private page' >"$scratch/www/private/index.html"
	head -c 40000 /dev/zero >"$scratch/www/zeros"
	echo "alice:$(openssl passwd -apr1 secret)" >"$scratch/htpasswd"
	chmod -R go+rX "$scratch"
}

fetch() { curl -s -o /dev/null --max-time 5 -A curl "$@"; }

# name: the traffic. Each function is one capture.
prior-knowledge() {
	fetch --http2-prior-knowledge http://$nginx/old
	fetch --http2-prior-knowledge http://$nginx/new
	fetch --http2-prior-knowledge -I http://$nginx/zeros
	fetch --http2-prior-knowledge http://$nginx/private/
	fetch --http2-prior-knowledge -u alice:secret http://$nginx/private/
	nghttp -n http://$nginx/{index.html,nothing-here,zeros,style.css}
}
upgrade() { fetch --http2 -L http://$apache/old; }
early-hints() { nghttp -n --no-push http://$apache/index.html; }
push() { nghttp -n http://$nginx/pushing; }
upload() { nghttp -n --expect-continue -d "$scratch/www/zeros" http://$nghttpd/; }
trailer() { nghttp -n --padding=40 -d "$scratch/www/index.html" --trailer 'checksum: none' http://$nghttpd/; }
reset() { nghttp -n http://$nginx/dropped http://$nginx/new; }
goaway() { nghttp -n -m 5 http://$two_requests/; }
middle() { h2load -n 6 -c 1 -m 1 http://$nghttpd/{index.html,style.css,nothing-here}; }

everything="prior-knowledge upgrade early-hints push upload trailer reset goaway middle"

prepare
cp "$here/http2/nginx.conf" "$scratch"
start nginx -p "$scratch" -c "$scratch/nginx.conf"
SCRATCH="$scratch" start apache2 -DFOREGROUND -d "$scratch" -f "$here/http2/apache.conf"
start nghttpd --no-tls -b 20 --trailer "checksum: none" -a ${nghttpd%:*} -d "$scratch/www" ${nghttpd#*:}
wait_for 127.0.0.7 8080 && wait_for 127.0.0.2 8080 && wait_for 127.0.0.6 8080 || { cat "$scratch"/*.out; exit 1; }
for name in ${*:-$everything}; do
	record "http2-$name" 'tcp and port 8080' "$name"
	[ "$name" = middle ] || continue
	# As if the capture had begun when four of the six had been answered.
	whole="$scratch/whole.pcap"
	mv "$pcaps/http2-middle.pcap" "$whole"
	fifth=$(tshark -n -r "$whole" -Y 'http2.headers.method' -T fields -e frame.number 2>/dev/null | sed -n 5p)
	editcap -F pcap -r "$whole" "$pcaps/http2-middle.pcap" "$fifth-1000"
	chmod 644 "$pcaps/http2-middle.pcap"
done
