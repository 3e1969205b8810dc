/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For how long something is asked for, or granted: registrations and subscriptions (Expires, and the parameter of Contact),
 * sessions (Session-Expires). Seconds all. The functions borrow the message. Private to core.
 */
#ifndef SEQUITUR_CORE_SIP_INTERVAL_H
#define SEQUITUR_CORE_SIP_INTERVAL_H

#include "core/message.h"

/*
 * The shortest interval that a request asks for in `field`, 0 when it only takes away; false: it asks for none. In a REGISTER
 * each Contact may have its own, Expires is that of the others, and 0 takes one away: RFC 3261 sections 10.2.1.1 and 10.2.2.
 */
bool sip_interval_asked(const struct message *request, enum field_id field, uint64_t *seconds);

/*
 * How long this Contact is registered, which a 2xx to REGISTER lists among those of all devices of the user: RFC 3261
 * section 10.3 step 8. `contact` is its URI. False: it is not there, or does not say so.
 */
bool sip_interval_registered(const struct message *response, struct slice contact, uint64_t *seconds);

/* How long a session lasts that is not refreshed, by a 2xx: RFC 4028 section 4. */
bool sip_interval_of_session(const struct message *response, uint64_t *seconds);

#endif
