/* Standard input and output as one socket.  They may be a pipe, a file or a
   terminal, which no one way of waiting suits, and whose settings others share;
   so two threads copy them, and the service has one kind of client. */

#ifndef SERVE_RELAY_H
#define SERVE_RELAY_H

/* The service's end of the socket, or -errno. */
int relay_start(void);

/* After the service closed its end: waits at most so many seconds until all is
   written; 0, or -errno of what could not be written. */
int relay_end(int seconds);

/* 0 as long as standard input could be read, up to its end; else -errno. */
int relay_input_error(void);

#endif
