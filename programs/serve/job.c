/* Jobs: a fair queue in front of libuv's thread pool. */

#include "job.h"

#include <stdlib.h>

enum {
	THREADS = 16,               /* THREADS_TEXT is the same number */
	LONG_JOBS = THREADS / 2,    /* the other half stays free for short jobs */
};

#define THREADS_TEXT "16"

/* One job per mapping, so that no thread waits for a lock another job holds; a few
   per owner, so that no owner takes every thread. */
static int job_may_run(const struct job *j)
{
	if (j->share->count == OWNER_JOBS)
		return 0;
	for (int i = 0; i < j->share->count; i++)
		if ((j->mapping && j->share->running[i]->mapping == j->mapping)
		    || (j->is_long && j->share->running[i]->is_long))
			return 0;
	return !j->is_long || j->jobs->long_running < LONG_JOBS;
}

static void job_work(uv_work_t *work)
{
	struct job *j = work->data;

	j->run(j->context);
}

static void jobs_start(struct jobs *jobs);

static void job_after(uv_work_t *work, int status)
{
	struct job *j = work->data;
	struct job_share *share = j->share;
	struct jobs *jobs = j->jobs;
	int i = 0;

	(void)status;
	while (share->running[i] != j)
		i++;
	share->running[i] = share->running[--share->count];
	jobs->long_running -= j->is_long;
	jobs->unfinished--;
	j->done(j->context);
	jobs_start(jobs);
	jobs->finished(jobs->context);
}

static void jobs_start(struct jobs *jobs)
{
	for (struct job **at = &jobs->first; *at;) {
		struct job *j = *at;

		if (!job_may_run(j)) {
			at = &j->next;
			continue;
		}
		*at = j->next;
		if (!*at)
			jobs->last = at;
		j->share->running[j->share->count++] = j;
		jobs->long_running += j->is_long;
		(void)uv_queue_work(jobs->loop, &j->work, job_work, job_after);
	}
}

void jobs_init(struct jobs *jobs, uv_loop_t *loop)
{
	(void)setenv("UV_THREADPOOL_SIZE", THREADS_TEXT, 1);
	jobs->loop = loop;
	jobs->last = &jobs->first;
}

void job_submit(struct jobs *jobs, struct job *j)
{
	j->jobs = jobs;
	j->work.data = j;
	j->next = NULL;
	jobs->unfinished++;
	*jobs->last = j;
	jobs->last = &j->next;
	jobs_start(jobs);
}

int jobs_include(const struct job_share *share, int64_t mapping)
{
	int found = 0;

	for (int i = 0; i < share->count; i++)
		found |= share->running[i]->mapping == mapping;
	return found;
}
