/* Jobs, for a pool of threads: what may wait for a disk or look at many bytes. */

#ifndef SERVE_JOB_H
#define SERVE_JOB_H

#include <stdint.h>
#include <uv.h>

enum { OWNER_JOBS = 4 };

struct job;

/* What runs of one owner's. */
struct job_share {
	struct job *running[OWNER_JOBS];
	int count;
};

struct jobs {
	uv_loop_t *loop;
	struct job *first, **last;  /* those that wait */
	int long_running, unfinished;
	void (*finished)(void *context);
	void *context;
};

struct job {
	uv_work_t work;
	struct job *next;
	struct jobs *jobs;
	struct job_share *share;    /* its owner's */
	int64_t mapping;            /* 0: none */
	int is_long;
	void (*run)(void *context); /* on a thread of the pool */
	void (*done)(void *context); /* on the loop's thread; the job may be freed there */
	void *context;
};

/* Before anything else is done with the loop; `after` is called when a job is over. */
void jobs_init(struct jobs *jobs, uv_loop_t *loop);

void job_submit(struct jobs *jobs, struct job *j);

/* Whether one that runs works on the mapping. */
int jobs_include(const struct job_share *share, int64_t mapping);

#endif
