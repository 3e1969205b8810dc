/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pieces: what both ends of one connection say, in the pieces that segments are. Each begins with a byte: its lowest
 * bit is the side, the next two say what it is, the others how time goes on; then two bytes of length, and the bytes
 * of a piece that has any.
 */
#ifndef SEQUITUR_TESTS_FUZZ_PIECES_H
#define SEQUITUR_TESTS_FUZZ_PIECES_H

#include "tests/fuzz/input.h"

enum piece_kind { PIECE_BYTES, PIECE_LOST, PIECE_CUT, PIECE_END };

/* Runs all pieces through a stream pair and an analysis. */
void pieces_run(struct input *input);

#endif
