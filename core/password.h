/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Passwords in URIs ("sip:bob:secret@example.com") go through captures in the clear, and must not go into reports:
 * whoever shows a URI masks its password. RFC 3986 section 3.2.1 asks for that of whoever renders one; RFC 3261 section
 * 19.1.1 advises against having them at all.
 */
#ifndef SEQUITUR_CORE_PASSWORD_H
#define SEQUITUR_CORE_PASSWORD_H

#include "core/slice.h"

/* What is shown instead of a password, whatever its length. */
#define PASSWORD_SHOWN "***"

/*
 * The password in the user information of a URI, or of a bare authority; empty: there is none. Does not ask whether the
 * rest is a URI: a password in a wrong one is secret as well.
 */
struct slice password_of_uri(struct slice uri);
struct slice password_of_authority(struct slice authority);

/*
 * The same of what a request asks for, which need not be a URI: CONNECT may ask for an authority, and others do so by
 * mistake. More is masked than in a sentence, where "a:b@c" may be a Call-ID.
 */
struct slice password_of_target(struct slice target);

/* A new copy of `text` in which `password`, a part of it, is masked. */
char *password_mask(struct slice text, struct slice password);

/*
 * A URI for a sentence, its password masked. Of one longer than URI_TOLD bytes the beginning and "...": the limit is ours, and
 * no character is cut in two. Returns `text`.
 */
#define URI_TOLD      200
#define URI_TEXT_SIZE (URI_TOLD + sizeof "...")
const char *uri_text(struct slice uri, char text[static URI_TEXT_SIZE]);

/* Masks the passwords of all URIs in a sentence, which is given up; the result is owned by the caller. */
char *password_mask_sentence(char *sentence);

#endif
