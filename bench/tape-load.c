/* tape-load: an initiator that puts load on one tape logical unit, on Debian's libiscsi.
 *
 *   tape-load iscsi://HOST:PORT/TARGET/LUN STEP...
 *
 *   rewind                    REWIND; block numbers start again at 0
 *   write:BYTES:COUNT:DEPTH   WRITE(6) of COUNT variable blocks, DEPTH of them in flight
 *   read:BYTES:COUNT:DEPTH    READ(6) of the same, each block checked against what `write` puts there
 *   filemark                  WRITE FILEMARKS(6) of one, which also makes the target synchronise
 *
 * Steps run in order within one session. Each prints one line of JSON with its seconds; exit 1 at the first thing that is not as it
 * should be: a status other than GOOD, a residual, a block that holds something else, 30 seconds of silence.
 */
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

enum { MAXIMUM_DEPTH = 64, SILENCE_MS = 30000 };

struct block {
	struct transfer *transfer;
	uint64_t number;
	unsigned char *bytes;
};

struct transfer {
	int writing;
	uint32_t block_bytes;
	uint64_t issued, finished, count;
	struct block blocks[MAXIMUM_DEPTH];
};

static struct iscsi_context *session;
static int lun;
static uint64_t next_block;

static void die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("tape-load: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(1);
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* A block begins and ends with its number, so that a lost, doubled or shifted block is seen at the cost of two comparisons. */
static void sign(struct block *block, uint32_t bytes)
{
	memcpy(block->bytes, &block->number, sizeof block->number);
	memcpy(block->bytes + bytes - sizeof block->number, &block->number, sizeof block->number);
}

static int is_signed(const struct block *block, uint32_t bytes)
{
	return memcmp(block->bytes, &block->number, sizeof block->number) == 0
		&& memcmp(block->bytes + bytes - sizeof block->number, &block->number, sizeof block->number) == 0;
}

static void finished(struct iscsi_context *context, int status, void *data, void *private_data);

static void issue(struct transfer *transfer, struct block *block)
{
	uint32_t bytes = transfer->block_bytes;
	unsigned char cdb[6] = { transfer->writing ? 0x0a : 0x08, 0, bytes >> 16, bytes >> 8, bytes, 0 };
	struct scsi_task *task = scsi_create_task(sizeof cdb, cdb, transfer->writing ? SCSI_XFER_WRITE : SCSI_XFER_READ, bytes);

	block->number = next_block++;
	transfer->issued++;
	if (transfer->writing) {
		sign(block, bytes);
		scsi_task_add_data_out_buffer(task, bytes, block->bytes);
	} else {
		scsi_task_add_data_in_buffer(task, bytes, block->bytes);
	}
	if (iscsi_scsi_command_async(session, lun, task, finished, NULL, block) != 0)
		die("%s", iscsi_get_error(session));
}

static void finished(struct iscsi_context *context, int status, void *data, void *private_data)
{
	struct block *block = private_data;
	struct transfer *transfer = block->transfer;
	struct scsi_task *task = data;

	(void)context;
	if (status != SCSI_STATUS_GOOD)
		die("block %llu: status %d, sense %x/%04x", (unsigned long long)block->number, status, task->sense.key, task->sense.ascq);
	if (task->residual_status != SCSI_RESIDUAL_NO_RESIDUAL)
		die("block %llu: residual of %zu bytes", (unsigned long long)block->number, (size_t)task->residual);
	if (!transfer->writing && !is_signed(block, transfer->block_bytes))
		die("block %llu: holds something else", (unsigned long long)block->number);
	scsi_free_scsi_task(task);
	transfer->finished++;
	if (transfer->issued < transfer->count)
		issue(transfer, block);
}

static void move(int writing, uint32_t block_bytes, uint64_t count, unsigned depth)
{
	struct transfer transfer = { .writing = writing, .block_bytes = block_bytes, .count = count };

	for (unsigned i = 0; i < depth; i++) {
		struct block *block = &transfer.blocks[i];

		block->transfer = &transfer;
		block->bytes = malloc(block_bytes);
		for (uint32_t at = 0; at < block_bytes; at++)
			block->bytes[at] = (at * 2654435761u) >> 24;
	}

	double start = seconds_now();

	for (unsigned i = 0; i < depth && transfer.issued < count; i++)
		issue(&transfer, &transfer.blocks[i]);
	while (transfer.finished < count) {
		struct pollfd ready = { .fd = iscsi_get_fd(session), .events = iscsi_which_events(session) };

		if (poll(&ready, 1, SILENCE_MS) <= 0)
			die("silence for %d s after %llu blocks", SILENCE_MS / 1000, (unsigned long long)transfer.finished);
		if (iscsi_service(session, ready.revents) != 0)
			die("%s", iscsi_get_error(session));
	}
	printf("{\"step\":\"%s\",\"blockBytes\":%u,\"count\":%llu,\"depth\":%u,\"seconds\":%.6f}\n", writing ? "write" : "read",
		block_bytes, (unsigned long long)count, depth, seconds_now() - start);
	for (unsigned i = 0; i < depth; i++)
		free(transfer.blocks[i].bytes);
}

static int command_without_data(unsigned char opcode, unsigned char count)
{
	unsigned char cdb[6] = { opcode, 0, 0, 0, count, 0 };
	struct scsi_task *task = scsi_create_task(sizeof cdb, cdb, SCSI_XFER_NONE, 0);

	if (iscsi_scsi_command_sync(session, lun, task, NULL) == NULL)
		die("%s", iscsi_get_error(session));

	int status = task->status;

	scsi_free_scsi_task(task);
	return status;
}

static void position(const char *name, unsigned char opcode, unsigned char count)
{
	double start = seconds_now();
	int status = command_without_data(opcode, count);

	if (status != SCSI_STATUS_GOOD)
		die("%s: status %d", name, status);
	printf("{\"step\":\"%s\",\"seconds\":%.6f}\n", name, seconds_now() - start);
}

static void run(const char *step)
{
	unsigned block_bytes, depth;
	unsigned long long count;
	char name[8];

	if (strcmp(step, "rewind") == 0) {
		next_block = 0;
		position(step, 0x01, 0);
	} else if (strcmp(step, "filemark") == 0) {
		position(step, 0x10, 1);
	} else if (sscanf(step, "%7[a-z]:%u:%llu:%u", name, &block_bytes, &count, &depth) == 4 && block_bytes >= sizeof next_block
		&& block_bytes < 1u << 24 && depth >= 1 && depth <= MAXIMUM_DEPTH && (!strcmp(name, "write") || !strcmp(name, "read"))) {
		move(strcmp(name, "write") == 0, block_bytes, count, depth);
	} else {
		die("unknown step '%s'", step);
	}
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: tape-load iscsi://HOST:PORT/TARGET/LUN rewind|filemark|write:BYTES:COUNT:DEPTH|read:BYTES:COUNT:DEPTH...\n", stderr);
		return 2;
	}
	session = iscsi_create_context("iqn.2026-11.local.tapelab:tape-load");

	struct iscsi_url *url = iscsi_parse_full_url(session, argv[1]);

	if (url == NULL)
		die("%s", iscsi_get_error(session));
	lun = url->lun;
	iscsi_set_targetname(session, url->target);
	iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
	iscsi_set_noautoreconnect(session, 1);
	if (iscsi_full_connect_sync(session, url->portal, lun) != 0)
		die("%s", iscsi_get_error(session));
	for (int attempts = 0; command_without_data(0x00, 0) != SCSI_STATUS_GOOD; attempts++) /* unit attentions, one at a time */
		if (attempts == 10)
			die("the logical unit does not become ready");
	for (int i = 2; i < argc; i++)
		run(argv[i]);
	iscsi_logout_sync(session);
	iscsi_destroy_url(url);
	iscsi_destroy_context(session);
	return 0;
}
