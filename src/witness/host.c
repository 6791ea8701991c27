#include "witness/host.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "witness/exchange.h"

enum { HEADERS_MAX = 8192, TIMEOUT_S = 30 };

static void reply(struct evhttp_request *req, int status, const char *content_type, const char *body, size_t len)
{
    struct evbuffer *out = evbuffer_new();
    if (!out || evbuffer_add(out, body, len) != 0) {
        evhttp_send_error(req, HTTP_INTERNAL, NULL);
    } else {
        evhttp_add_header(evhttp_request_get_output_headers(req), "Content-Type", content_type);
        evhttp_send_reply(req, status, NULL, out);
    }
    if (out) evbuffer_free(out);
}

static void add_checkpoint(struct evhttp_request *req, void *ctx)
{
    struct witness_answer answer;
    struct evbuffer *in = evhttp_request_get_input_buffer(req);
    size_t len = evbuffer_get_length(in);
    const unsigned char *body = len ? evbuffer_pullup(in, -1) : NULL;
    witness_answer(ctx, (struct span){(const char *)body, body ? len : 0}, &answer);
    reply(req, answer.status, answer.content_type, answer.body, answer.len);
}

/* What a monitor asks for: the checkpoint of a log that was cosigned last. */
static void monitor(struct evhttp_request *req, void *ctx)
{
    const struct witness *w = ctx;
    const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(req));
    char name[STORE_NAME_LEN + 1] = "";
    size_t len = 0;
    if (evhttp_request_get_command(req) != EVHTTP_REQ_GET || !path ||
        strlen(path) != 1 + STORE_NAME_LEN + strlen("/checkpoint") || strcmp(path + 1 + STORE_NAME_LEN, "/checkpoint") != 0) {
        evhttp_send_error(req, HTTP_NOTFOUND, NULL);
        return;
    }
    memcpy(name, path + 1, STORE_NAME_LEN);
    char *note = malloc(STORE_NOTE_MAX);
    if (note && store_read_named(w->store, name, note, &len))
        reply(req, HTTP_OK, "text/plain; charset=utf-8", note, len);
    else
        evhttp_send_error(req, HTTP_NOTFOUND, NULL);
    free(note);
}

/* add-checkpoint is only ever posted; evhttp has no rule per method. */
static void route(struct evhttp_request *req, void *ctx)
{
    if (evhttp_request_get_command(req) == EVHTTP_REQ_POST)
        add_checkpoint(req, ctx);
    else
        evhttp_send_error(req, HTTP_BADMETHOD, NULL);
}

static void stop(evutil_socket_t signal, short what, void *base)
{
    (void)signal;
    (void)what;
    event_base_loopbreak(base);
}

static uint16_t port_of(struct evhttp_bound_socket *bound)
{
    struct sockaddr_storage at = {.ss_family = AF_UNSPEC};
    socklen_t len = sizeof at;
    if (getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&at, &len) != 0) return 0;
    if (at.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&at)->sin6_port);
    return ntohs(((struct sockaddr_in *)&at)->sin_port);
}

static enum err run(struct event_base *base, struct evhttp *http, struct witness *w, const char *address, uint16_t port,
                    void (*ready)(void *ctx, uint16_t port), void *ctx, struct fault *f)
{
    evhttp_set_max_body_size(http, EXCHANGE_LEN_MAX);
    evhttp_set_max_headers_size(http, HEADERS_MAX);
    evhttp_set_timeout(http, TIMEOUT_S);
    evhttp_set_allowed_methods(http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
    if (evhttp_set_cb(http, "/add-checkpoint", route, w) != 0) return fault_set(f, ERR_MEMORY, "not enough memory");
    evhttp_set_gencb(http, monitor, w);
    struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(http, address, port);
    if (!bound) return fault_set(f, ERR_IO, "cannot listen on %s:%u: %s", address, port, strerror(errno));
    ready(ctx, port_of(bound));
    return event_base_dispatch(base) < 0 ? fault_set(f, ERR_IO, "the network gave up") : ERR_OK;
}

enum err host_run(struct witness *w, const char *address, uint16_t port, void (*ready)(void *ctx, uint16_t port), void *ctx,
                  struct fault *f)
{
    struct event_base *base = event_base_new();
    struct evhttp *http = base ? evhttp_new(base) : NULL;
    struct event *term = base ? evsignal_new(base, SIGTERM, stop, base) : NULL;
    struct event *interrupt = base ? evsignal_new(base, SIGINT, stop, base) : NULL;
    enum err err = ERR_OK;
    if (!http || !term || !interrupt || event_add(term, NULL) != 0 || event_add(interrupt, NULL) != 0)
        err = fault_set(f, ERR_MEMORY, "not enough memory");
    if (!err) err = run(base, http, w, address, port, ready, ctx, f);
    if (term) event_free(term);
    if (interrupt) event_free(interrupt);
    if (http) evhttp_free(http);
    if (base) event_base_free(base);
    return err;
}
