/* Hexadecimal digits, of keys and UUIDs. */
#ifndef CUSTOS_REGISTER_HEX_H
#define CUSTOS_REGISTER_HEX_H

/* 0..15, or -1. Independent of the locale. */
static inline int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

#endif
