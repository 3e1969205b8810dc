/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the copies of a response prove: whoever waits for its acknowledgement sends it again until that has come, so its
 * copies tell more than the absence of the acknowledgement, which may go past the capture. Private to core. The functions
 * are the `at_end` of rows; see struct expectation.
 */
#ifndef SEQUITUR_CORE_SIP_COPIES_H
#define SEQUITUR_CORE_SIP_COPIES_H

#include "core/followup.h"

/* So many copies of a response prove that its sender got no acknowledgement: the first may cross it; ours. */
#define COPIES_PROVE 2

/* What is acknowledged on its hop: the final answer to an INVITE that is no 2xx. */
enum verdict sip_unacknowledged_on_hop(const struct obligation *obligation, bool deadline_passed,
									   bool in_view);

/* What is acknowledged end to end, by whatever way: a 2xx with ACK, a reliable provisional answer with PRACK. */
enum verdict sip_unacknowledged(const struct obligation *obligation, bool deadline_passed, bool in_view);

/* The BYE of whoever sent the 2xx, in its dialog, after that; NULL: none was seen. Its request is known. */
const struct sip_transaction *sip_bye_of_creditor(const struct obligation *obligation);

#endif
