/* Jobs: work that may wait for a disk or scan many bytes, run by a thread pool.
   Everything here is called on the loop's thread, except job.run.  owner.c and client.c
   submit jobs; server.c creates the queue. */

#ifndef SERVE_JOB_H
#define SERVE_JOB_H

#include <stdint.h>
#include <uv.h>

enum { OWNER_JOBS = 4 };        /* that one owner may run at once */

struct job;

/* The running jobs of one owner. */
struct job_share {
	struct job *running[OWNER_JOBS];
	int count;
};

struct jobs {
	uv_loop_t *loop;
	struct job *first, **last;  /* queued, oldest first */
	int long_running;           /* running jobs with is_long set */
	int unfinished;             /* queued or running */
	void (*finished)(void *context); /* called after each job */
	void *context;
};

struct job {
	uv_work_t work;
	struct job *next;
	struct jobs *jobs;
	struct job_share *share;    /* of the owner the job belongs to */
	int64_t mapping;            /* 0: the job concerns no mapping */
	int is_long;                /* its time grows with the mapping */
	void (*run)(void *context); /* on a pool thread */
	void (*done)(void *context); /* on the loop's thread; may free the job */
	void *context;
};

/* Call it before any job is submitted, and set `finished`, which runs on the loop's
   thread. */
void jobs_init(struct jobs *jobs, uv_loop_t *loop);

/* Starts the job as soon as the limits allow; the caller keeps it until done() runs. */
void job_submit(struct jobs *jobs, struct job *j);

/* True if a running job of this owner works on the mapping. */
int jobs_include(const struct job_share *share, int64_t mapping);

#endif
