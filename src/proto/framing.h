/* What the head of a buffer is, for protocols that put PDU behind PDU on a stream. */
#ifndef CUSTOS_PROTO_FRAMING_H
#define CUSTOS_PROTO_FRAMING_H

enum framing {
    FRAMING_WHOLE, /* a PDU, all there */
    FRAMING_MORE,  /* the beginning of one, or too short to tell */
    FRAMING_NONE   /* no PDU of this protocol starts here */
};

#endif
