/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A type of Wireshark's flow graph (Statistics > Flow Graph, -z flow,sequitur,standard): an arrow for each response and
 * each request without one, with what followed as its comment. Wireshark's packages leave the header for it out, so
 * that it is built only where epan/sequence_analysis.h is found.
 */
#ifndef SEQUITUR_PLUGIN_FLOW_GRAPH_H
#define SEQUITUR_PLUGIN_FLOW_GRAPH_H

/* Registers the type, where it is built; once, with the protocol. */
void flow_graph_register(int protocol);

#endif
