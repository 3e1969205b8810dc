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
	uint32_t frame;      /* of the message that tells it */
	enum method method;  /* of that message; METHOD_OTHER: it is the response itself */
	enum field_id field; /* FIELD_WARNING or FIELD_REASON */
	bool has_code;
	uint32_t code;                  /* the warn-code, or the cause */
	const struct cause_code *known; /* its row; NULL: it has none, or is a status */
	const char *phrase;             /* what it is called: "User busy"; NULL: not known */
	const char *by;   /* who warns, or whose code it is: "gw.example.com", "Q.850"; NULL: not said */
	const char *text; /* what its sender says of it, quotation marks taken off; NULL: nothing */
	size_t size;      /* of the piece of memory that it and its texts are */
	struct cause *next;
};

struct pool;

/* What a message of SIP says of causes, CAUSES_MAX of Warning and of Reason; NULL: nothing. To be given back to the pool. */
struct cause *causes_read(struct pool *pool, const struct message *message);
void causes_give(struct pool *pool, struct cause *causes);

/* Puts the causes of a second list behind those of the first, and gives them all. */
struct cause *causes_join(struct cause *causes, struct cause *more);

/* Copies for a sink, to be freed. */
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
