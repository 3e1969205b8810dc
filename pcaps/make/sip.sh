#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the SIP captures of pcaps/ again, with Kamailio, SIPp and baresip on 127.0.0.x. Usage: sip.sh [NAME...]
# Needs the packages in pcaps/make/install and the right to capture on lo. Some take half a minute: SIP is patient.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/record.sh"

alice=127.0.0.1 proxy=127.0.0.10 second=127.0.0.11 bob=127.0.0.20 branch=127.0.0.21 mute=127.0.0.22 gone=127.0.0.29

# listening ADDRESS: until something is bound to its port 5060, five seconds at most.
listening() {
	for _ in $(seq 50); do
		[ -n "$(ss -lntuH src "$1:5060")" ] && return 0
		sleep 0.1
	done
	echo "nothing listens on $1:5060" >&2
	exit 1
}

# kamailio_at ADDRESS PEER [DEFINE...]: a proxy. The DEFINEs are explained in sip/kamailio.cfg.
kamailio_at() {
	local address=$1 peer=$2 define defines=()
	shift 2
	for define in "$@"; do defines+=(-A "$define"); done
	start_for_now kamailio -DD -m 64 -M 8 -Y "$scratch" -P "$scratch/$address.pid" -f "$here/sip/kamailio.cfg" \
		-A "LISTEN=$address:5060" -A "PEER=\"sip:$peer:5060\"" -A "OWN_ADDRESS=\"$address\"" "${defines[@]}"
	listening "$address"
}

# scenario NAME: a section of sip/scenarios.txt as a file for SIPp.
scenario() {
	"$here/sip/scenario.py" "$1" >"$scratch/$1.xml" && echo "$scratch/$1.xml"
}

# callee SCENARIO ADDRESS [CALLS]: answers on port 5060.
callee() {
	start_for_now sipp -sf "$(scenario "$1")" -i "$2" -p 5060 -m "${3:-1}" -timeout 60 -nostdin
	listening "$2"
}

# caller SCENARIO ADDRESS USER [ARGUMENT...]: asks ADDRESS for USER; 45 seconds at most, or $patience.
caller() {
	local name=$1 address=$2 user=$3
	shift 3
	timeout ${patience:-45} sipp "$address:5060" -sf "$(scenario "$name")" -s "$user" -i $alice -p 5061 -m 1 -l 1 -timeout 40 \
		-nostdin "$@" </dev/null || echo "$name: SIPp ended with $?" >&2
}

# baresip_at ADDRESS: a telephone that answers at once.
baresip_at() {
	mkdir -p "$scratch/baresip-$1"
	for file in accounts config contacts; do
		sed "s/127\.0\.0\.20/$1/g" "$here/sip/baresip/$file" >"$scratch/baresip-$1/$file"
	done
	start_for_now baresip -f "$scratch/baresip-$1" -v -s
	listening "$1"
}

# name: the traffic. Each function is one capture, pcaps/sip-NAME.pcap.
direct() { callee callee $bob; caller caller $bob bob; }
call() { kamailio_at $proxy $second; callee callee $bob; caller caller $proxy bob; }
call-two-proxies() {
	kamailio_at $proxy $second FIRST_OF_TWO; kamailio_at $second $proxy SECOND
	callee callee $bob; caller caller $proxy bob
}
registered() { kamailio_at $proxy $second; caller registers $proxy alice; }
register-wrong() { kamailio_at $proxy $second; caller registers-wrongly $proxy alice; }
register-stale() { kamailio_at $proxy $second; caller registers-late $proxy alice; }
register-too-brief() { callee registrar-with-a-minimum $bob; caller registers-too-briefly $bob alice; }
proxy-password() { kamailio_at $proxy $second AUTHENTICATE; callee callee $bob; caller caller-with-password $proxy bob; }
busy() { kamailio_at $proxy $second; callee busy $bob; caller caller-of-busy $proxy bob; }
not-found() { kamailio_at $proxy $second; caller caller-of-nobody $proxy nobody; }
cancelled() { kamailio_at $proxy $second; callee cancelled $bob; caller caller-who-hangs-up $proxy bob; }
redirected() {
	kamailio_at $proxy $second; callee moved-to-21 $bob; callee callee $branch
	caller caller-sent-elsewhere $proxy bob
}
redirected-by-proxy() {
	kamailio_at $proxy $second RECURSE; callee moved-to-21 $bob; callee callee $branch; caller caller $proxy bob
}
redirect-loop() {
	kamailio_at $proxy $second; callee always-moved-to-21 $bob; callee always-moved-to-20 $branch
	 caller caller-sent-in-circles $proxy bob
}
retry-after-kept() { callee overloaded $bob; caller caller-who-waits $bob bob; }
retry-after-ignored() { callee overloaded-for-long $bob; caller caller-who-does-not-wait $bob bob; }
loop-found() {
	kamailio_at $proxy $second FIND_LOOPS; kamailio_at $second $proxy SECOND
	caller caller-in-a-loop $proxy loop
}
too-many-hops() {
	kamailio_at $proxy $second; kamailio_at $second $proxy SECOND; caller caller-with-few-hops $proxy loop
}
merged() {
	kamailio_at $proxy $second; kamailio_at $second $proxy SECOND
	baresip_at $bob
	caller caller-until-answered $proxy both
}
spiral() {
	kamailio_at $proxy $second FIRST_OF_TWO; kamailio_at $second $proxy SECOND
	callee callee $bob; caller caller $proxy spiral
}
forwarded-100() { kamailio_at $proxy $second RELAY_100; callee callee $bob; caller caller $proxy bob; }
forwarded-100-only() { kamailio_at $proxy $second RELAY_100 NO_100; callee callee $bob; caller caller $proxy bob; }
forwarded-100-stateless() { kamailio_at $proxy $second STATELESS; callee callee $bob; caller caller $proxy bob; }
no-ack() {
	kamailio_at $proxy $second; callee callee $bob; caller caller-without-ack $proxy bob
	caller asks-for-options $proxy ping
}
no-ack-of-busy() {
	kamailio_at $proxy $second; callee busy $bob; caller caller-without-ack-of-busy $proxy bob
	caller asks-for-options $proxy ping
}
prack() { kamailio_at $proxy $second; callee reliable $bob; caller caller-with-prack $proxy bob; }
no-prack() { callee reliable-in-vain $bob; caller caller-without-prack $bob bob; }
fork() {
	kamailio_at $proxy $second; callee callee $bob; callee busy $branch
	caller caller $proxy fork
}
fork-two-answers() {
	kamailio_at $proxy $second; baresip_at $bob; baresip_at $branch
	caller caller-of-two $proxy fork
}
no-final() { kamailio_at $proxy $second; start_for_now "$here/sip/mute.py" $mute; caller caller-without-answer $proxy mute; }
unreachable() { caller caller-without-answer $gone gone; }
unreachable-behind-proxy() { kamailio_at $proxy $second; caller caller-without-answer $proxy gone; }
silence() {
	start_for_now "$here/sip/mute.py" $mute; listening $mute; caller caller-without-answer $mute mute
	sleep 2; patience=3 caller asks-for-options $mute mute # the link is seen beyond the deadline
}
options-ping() { kamailio_at $proxy $second; caller asks-for-options $proxy ping -m 3 -r 2; }
options-unanswered() {
	start_for_now "$here/sip/mute.py" $mute; listening $mute; caller asks-for-options $mute mute
	sleep 2; patience=3 caller asks-for-options $mute mute
}
unknown-dialog() { kamailio_at $proxy $second; callee forgetful $bob; caller caller-of-a-forgetful-one $proxy bob; }
request-pending() { callee asking-itself $bob; caller caller-who-asks-again $bob bob; }
over-tcp() { kamailio_at $proxy $second TCP; callee callee $bob; caller caller $proxy bob -t t1; }
two-in-a-segment() {
	local n options=
	kamailio_at $proxy $second TCP
	for n in 1 2; do
		options+="OPTIONS sip:$proxy SIP/2.0\r\nVia: SIP/2.0/TCP $alice:5061;branch=z9hG4bKping$n\r\nMax-Forwards: 70\r\n"
		options+="From: <sip:alice@$alice>;tag=a$n\r\nTo: <sip:$proxy>\r\nCall-ID: ping$n@$alice\r\nCSeq: $n OPTIONS\r\n"
		options+="Content-Length: 0\r\n\r\n"
	done
	"$here/http/raw.py" $proxy 5060 0.5 "$options"
}
over-websocket() {
	kamailio_at $proxy $second TCP WEBSOCKET
	"$here/sip/websocket.py" $proxy
}

everything="direct call call-two-proxies registered register-wrong register-stale register-too-brief proxy-password
	busy not-found cancelled redirected redirected-by-proxy redirect-loop retry-after-kept retry-after-ignored
	loop-found too-many-hops merged spiral forwarded-100 forwarded-100-only forwarded-100-stateless no-ack
	no-ack-of-busy prack no-prack fork fork-two-answers no-final unreachable unreachable-behind-proxy silence
	options-ping options-unanswered unknown-dialog request-pending over-tcp two-in-a-segment over-websocket"

for name in ${*:-$everything}; do
	record "sip-$name" 'port 5060 or port 8080 or (icmp and (icmp[28:2] = 5060 or icmp[30:2] = 5060))' "$name"
done
