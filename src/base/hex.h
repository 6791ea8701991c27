/* Hexadecimal digits, of keys and identifiers. Independent of the locale. */
#ifndef CUSTOS_BASE_HEX_H
#define CUSTOS_BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

/* 0..15, or -1. */
static inline int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The octet that two digits write: 0..255, or -1. The second character is read only when the first is a digit. */
static inline int hex_octet(const char *text)
{
    int high = hex_digit(text[0]), low = high < 0 ? -1 : hex_digit(text[1]);
    return low < 0 ? -1 : high << 4 | low;
}

/* `len` octets as 2 * len digits and a NUL. Returns `ret`. */
static inline char *hex_text(const uint8_t *octets, size_t len, char *ret)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) ret[2 * i] = digits[octets[i] >> 4], ret[2 * i + 1] = digits[octets[i] & 15];
    ret[2 * len] = '\0';
    return ret;
}

#endif
