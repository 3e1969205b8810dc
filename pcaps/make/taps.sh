#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes of two captures of pcaps/ what two taps on the same wire, the second 20 us behind, would have recorded.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
pcaps=${PCAPS:-$(dirname "$here")}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for name in sip-call http-redirect-followed; do
	editcap -t 0.000020 -F pcap "$pcaps/$name.pcap" "$scratch/later.pcap"
	mergecap -F pcap -w "$pcaps/$name-two-taps.pcap" "$pcaps/$name.pcap" "$scratch/later.pcap"
	chmod 644 "$pcaps/$name-two-taps.pcap"
done
