/* The relay: standard input and output as one socket.  They may be a pipe, a file or a
   terminal, which cannot all be polled, and other processes share their flags.  Two
   threads copy them, so that the service knows one kind of client.  server.c calls this. */

#ifndef SERVE_RELAY_H
#define SERVE_RELAY_H

/* Returns the service's end of the socket, or -errno. */
int relay_start(void);

/* Call it after closing that end: waits up to `seconds` for the output to be written.
   Returns 0, or -errno of the write that failed. */
int relay_end(int seconds);

/* 0 if standard input was read to its end so far; otherwise -errno. */
int relay_input_error(void);

#endif
