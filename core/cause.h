/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cause is why a SIP response was sent, in its sender's words: a value of Warning (RFC 3261 section 20.43) or of
 * Reason (RFC 3326, for responses RFC 6432); or why a request ended what the response is about, as its Reason says.
 * Causes come in lists, those of a message in the order of their fields, Warning first; whoever has a list owns it and all
 * its texts. `by` and `text` come from the wire and are not escaped, but passwords in them are masked.
 */
#ifndef SEQUITUR_CORE_CAUSE_H
#define SEQUITUR_CORE_CAUSE_H

#include "core/cause_code.h"
#include "core/message.h"

struct cause {
	uint32_t frame;                 /* of the message that tells it */
	enum method method;             /* of that message; METHOD_OTHER: it is the response itself */
	enum field_id field;            /* FIELD_WARNING or FIELD_REASON */
	unsigned code;                  /* the warn-code, or the cause; 0: none */
	const struct cause_code *known; /* its row; NULL: it has none, or is a status */
	const char *phrase;             /* what it is called: "User busy"; NULL: not known */
	char *by;   /* who warns, or whose code it is: "gw.example.com", "Q.850"; NULL: not said */
	char *text; /* as it was sent, quotation marks taken off; NULL: none */
	struct cause *next;
};

/* What a message of SIP says of causes, CAUSES_MAX at most; NULL: nothing. To be freed. */
struct cause *causes_read(const struct message *message);

/* Puts the causes of a second list behind those of the first, and gives them all. */
struct cause *causes_join(struct cause *causes, struct cause *more);

struct cause *causes_copy(const struct cause *causes);
void causes_free(struct cause *causes);

/* What its code means; NULL: that is not known, or is no more than its phrase says. */
static inline const char *
cause_meaning(const struct cause *cause)
{
	return cause->known ? cause->known->means : NULL;
}

/*
 * A cause in a line, without its meaning: "Reason Q.850 17, User busy.", "Warning 399 of gw, \"no licence\".", "BYE in frame 9:
 * Reason Q.850 16, Normal call clearing.". To be freed.
 */
char *cause_text(const struct cause *cause);

#endif
