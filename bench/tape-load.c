/* tape-load: an initiator that puts load on tape logical units, on Debian's libiscsi.
 *
 *   tape-load iscsi://HOST:PORT/TARGET/LUN... STEP...
 *
 *   rewind                             REWIND; block numbers start again at 0
 *   blocklength:BYTES                  MODE SELECT(6) with this length in its block descriptor; 0 for variable blocks
 *   write:BYTES:COUNT:DEPTH[:BLOCKS]   COUNT times WRITE(6), DEPTH of them in flight, of one variable block or of BLOCKS fixed ones
 *   read:BYTES:COUNT:DEPTH[:BLOCKS]    the same with READ(6), what each brings checked against what `write` puts there
 *   filemark                           WRITE FILEMARKS(6) of one, which also makes the target synchronise
 *   tur:COUNT                          TEST UNIT READY, COUNT times, one at a time
 *   wait                               stays logged in until a line comes on standard input, or its end
 *
 * One session for each address, all in one poll loop. A step is begun on all sessions at once, the next one when all are through, with one line of
 * JSON for each session: `seconds` from the step's common start to this session's end, `whileAllRan` the commands it had finished when the
 * first session was through. Exit 1 at the first thing that is not as it should be: a status other than GOOD, a residual, a block that
 * holds something else, 30 seconds of silence.
 */
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

enum { MAXIMUM_SESSIONS = 1000, MAXIMUM_DEPTH = 64, SILENCE_MS = 30000 };

enum opcode { TEST_UNIT_READY = 0x00, REWIND = 0x01, READ_6 = 0x08, WRITE_6 = 0x0a, WRITE_FILEMARKS_6 = 0x10, MODE_SELECT_6 = 0x15 };

/* What every session is to do next: the same command, so often, with so many of them in flight. */
struct step {
	char name[16];
	enum opcode opcode;
	uint32_t block_bytes, blocks; /* blocks 0: one variable block */
	uint64_t count;
	unsigned depth;
	uint32_t data_bytes; /* of one command */
};

struct session {
	struct iscsi_context *context;
	int lun;
	uint64_t next_block, issued, finished, while_all_ran;
	double seconds;
	struct command *commands; /* as many as are in flight */
};

struct command {
	struct session *session;
	uint64_t number;
	unsigned char *bytes;
};

static struct session sessions[MAXIMUM_SESSIONS];
static struct pollfd ready[MAXIMUM_SESSIONS + 1]; /* and standard input */
static unsigned session_count;
static struct step step;
static double step_start;
static unsigned through;

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

static int sends_data(void)
{
	return step.opcode == WRITE_6 || step.opcode == MODE_SELECT_6;
}

/* What a command carries begins and ends with its number, so that a lost, doubled or shifted block is seen at the cost of two comparisons. */
static void sign(struct command *command)
{
	memcpy(command->bytes, &command->number, sizeof command->number);
	memcpy(command->bytes + step.data_bytes - sizeof command->number, &command->number, sizeof command->number);
}

static int is_signed(const struct command *command)
{
	return memcmp(command->bytes, &command->number, sizeof command->number) == 0
		&& memcmp(command->bytes + step.data_bytes - sizeof command->number, &command->number, sizeof command->number) == 0;
}

/* A mode parameter header with the buffered mode that drives start in, and one block descriptor of no other density. */
static void fill_mode_parameters(unsigned char *bytes)
{
	uint32_t length = step.block_bytes;
	unsigned char parameters[12] = { 0, 0, 0x10, 8, 0x7f, 0, 0, 0, 0, length >> 16, length >> 8, length };

	memcpy(bytes, parameters, sizeof parameters);
}

static void fill_cdb(unsigned char cdb[6])
{
	uint32_t length = 0;

	switch (step.opcode) {
	case READ_6:
	case WRITE_6:
		cdb[1] = step.blocks > 0; /* FIXED */
		length = step.blocks > 0 ? step.blocks : step.block_bytes;
		break;
	case MODE_SELECT_6:
		cdb[1] = 0x10; /* PF */
		length = step.data_bytes;
		break;
	case WRITE_FILEMARKS_6:
		length = 1;
		break;
	default:
		break;
	}
	cdb[0] = step.opcode;
	cdb[2] = length >> 16;
	cdb[3] = length >> 8;
	cdb[4] = length;
}

static void finished(struct iscsi_context *context, int status, void *data, void *private_data);

static void issue(struct command *command)
{
	struct session *session = command->session;
	unsigned char cdb[6] = { 0 };
	int direction = step.data_bytes == 0 ? SCSI_XFER_NONE : sends_data() ? SCSI_XFER_WRITE : SCSI_XFER_READ;

	fill_cdb(cdb);

	struct scsi_task *task = scsi_create_task(sizeof cdb, cdb, direction, step.data_bytes);

	command->number = session->next_block;
	session->issued++;
	if (step.opcode == WRITE_6 || step.opcode == READ_6)
		session->next_block++;
	if (step.opcode == WRITE_6)
		sign(command);
	if (direction == SCSI_XFER_WRITE)
		scsi_task_add_data_out_buffer(task, step.data_bytes, command->bytes);
	else if (direction == SCSI_XFER_READ)
		scsi_task_add_data_in_buffer(task, step.data_bytes, command->bytes);
	if (iscsi_scsi_command_async(session->context, session->lun, task, finished, NULL, command) != 0)
		die("%s", iscsi_get_error(session->context));
}

static void finished(struct iscsi_context *context, int status, void *data, void *private_data)
{
	struct command *command = private_data;
	struct session *session = command->session;
	struct scsi_task *task = data;

	(void)context;
	if (status != SCSI_STATUS_GOOD)
		die("%s at %llu: status %d, sense %x/%04x", step.name, (unsigned long long)command->number, status, task->sense.key, task->sense.ascq);
	if (task->residual_status != SCSI_RESIDUAL_NO_RESIDUAL)
		die("%s at %llu: residual of %zu bytes", step.name, (unsigned long long)command->number, (size_t)task->residual);
	if (step.opcode == READ_6 && !is_signed(command))
		die("block %llu: holds something else", (unsigned long long)command->number);
	scsi_free_scsi_task(task);
	session->finished++;
	if (session->issued < step.count) {
		issue(command);
	} else if (session->finished == step.count) {
		session->seconds = seconds_now() - step_start;
		if (through++ == 0)
			for (unsigned i = 0; i < session_count; i++)
				sessions[i].while_all_ran = sessions[i].finished;
	}
}

/* Serves all sessions until one of their connections, or standard input where it is looked at, has been. */
static int service(int with_input, int timeout_ms)
{
	for (unsigned i = 0; i < session_count; i++)
		ready[i] = (struct pollfd){ .fd = iscsi_get_fd(sessions[i].context), .events = iscsi_which_events(sessions[i].context) };
	ready[session_count] = (struct pollfd){ .fd = with_input ? STDIN_FILENO : -1, .events = POLLIN };

	int count = poll(ready, session_count + 1, timeout_ms);

	for (unsigned i = 0; i < session_count; i++)
		if (ready[i].revents != 0 && iscsi_service(sessions[i].context, ready[i].revents) != 0)
			die("session %u: %s", i, iscsi_get_error(sessions[i].context));
	return count;
}

static void begin(struct session *session)
{
	if (step.opcode == REWIND)
		session->next_block = 0;
	session->issued = session->finished = 0;
	for (unsigned i = 0; i < step.depth && session->issued < step.count; i++)
		issue(&session->commands[i]);
}

static void prepare(struct session *session)
{
	session->commands = calloc(step.depth, sizeof *session->commands);
	for (unsigned i = 0; i < step.depth; i++) {
		struct command *command = &session->commands[i];

		command->session = session;
		command->bytes = malloc(step.data_bytes);
		for (uint32_t at = 0; at < step.data_bytes; at++)
			command->bytes[at] = (at * 2654435761u) >> 24;
		if (step.opcode == MODE_SELECT_6)
			fill_mode_parameters(command->bytes);
	}
}

static void clear(struct session *session)
{
	for (unsigned i = 0; i < step.depth; i++)
		free(session->commands[i].bytes);
	free(session->commands);
}

static void run(void)
{
	for (unsigned i = 0; i < session_count; i++)
		prepare(&sessions[i]);
	through = 0;
	step_start = seconds_now();
	for (unsigned i = 0; i < session_count; i++)
		begin(&sessions[i]);
	while (through < session_count)
		if (service(0, SILENCE_MS) <= 0)
			die("%s: silence for %d s", step.name, SILENCE_MS / 1000);
	for (unsigned i = 0; i < session_count; i++) {
		printf("{\"step\":\"%s\",\"session\":%u,\"bytes\":%u,\"count\":%llu,\"depth\":%u,\"seconds\":%.6f,\"whileAllRan\":%llu}\n", step.name, i,
			step.data_bytes, (unsigned long long)step.count, step.depth, sessions[i].seconds, (unsigned long long)sessions[i].while_all_ran);
		clear(&sessions[i]);
	}
	fflush(stdout);
}

static void wait_for_line(void)
{
	char line[256];

	puts("{\"step\":\"wait\"}");
	fflush(stdout);
	do
		service(1, -1);
	while (ready[session_count].revents == 0);
	if (read(STDIN_FILENO, line, sizeof line) < 0)
		die("standard input cannot be read");
}

static void take(const char *words)
{
	unsigned long long count = 1;
	unsigned block_bytes = 0, depth = 1, blocks = 0;
	char name[16] = "";
	int fields = sscanf(words, "%15[a-z]:%u:%llu:%u:%u", name, &block_bytes, &count, &depth, &blocks);

	step = (struct step){ .count = count, .depth = depth, .block_bytes = block_bytes, .blocks = blocks };
	strcpy(step.name, name);
	if (!strcmp(name, "wait") && fields == 1) {
		wait_for_line();
		return;
	}
	if (!strcmp(name, "rewind") && fields == 1) {
		step.opcode = REWIND;
	} else if (!strcmp(name, "filemark") && fields == 1) {
		step.opcode = WRITE_FILEMARKS_6;
	} else if (!strcmp(name, "tur") && fields == 2) {
		step.opcode = TEST_UNIT_READY;
		step.count = block_bytes;
	} else if (!strcmp(name, "blocklength") && fields == 2) {
		step.opcode = MODE_SELECT_6;
		step.data_bytes = 12;
	} else if ((!strcmp(name, "write") || !strcmp(name, "read")) && fields >= 4) {
		step.opcode = *name == 'w' ? WRITE_6 : READ_6;
		step.data_bytes = blocks > 0 ? block_bytes * blocks : block_bytes;
	} else {
		die("unknown step '%s'", words);
	}
	if (step.count < 1 || depth < 1 || depth > MAXIMUM_DEPTH || block_bytes >= 1u << 24 || blocks >= 1u << 16
		|| ((step.opcode == WRITE_6 || step.opcode == READ_6) && (step.data_bytes < sizeof(uint64_t) || step.data_bytes > 1u << 24)))
		die("step '%s' asks for what is not possible", words);
	run();
}

static void log_in(struct session *session, const char *address)
{
	session->context = iscsi_create_context("iqn.2026-11.local.tapelab:tape-load");
	/* One initiator may have many sessions with a target, each from a port of its own (RFC 7143 §4.4.3, the ISID rule). */
	iscsi_set_isid_random(session->context, getpid() & 0xffffff, session - sessions);

	struct iscsi_url *url = iscsi_parse_full_url(session->context, address);

	if (url == NULL)
		die("%s", iscsi_get_error(session->context));
	session->lun = url->lun;
	iscsi_set_targetname(session->context, url->target);
	iscsi_set_session_type(session->context, ISCSI_SESSION_NORMAL);
	iscsi_set_noautoreconnect(session->context, 1);
	if (iscsi_full_connect_sync(session->context, url->portal, session->lun) != 0)
		die("%s", iscsi_get_error(session->context));
	iscsi_destroy_url(url);
	for (int attempts = 0, status = -1; status != SCSI_STATUS_GOOD; attempts++) { /* unit attentions, one at a time */
		struct scsi_task *task = iscsi_testunitready_sync(session->context, session->lun);

		if (task == NULL)
			die("%s", iscsi_get_error(session->context));
		status = task->status;
		scsi_free_scsi_task(task);
		if (attempts == 10)
			die("the logical unit does not become ready");
	}
}

int main(int argc, char **argv)
{
	int argument = 1;

	for (; argument < argc && strncmp(argv[argument], "iscsi://", 8) == 0; argument++) {
		if (session_count == MAXIMUM_SESSIONS)
			die("more than %d sessions", MAXIMUM_SESSIONS);
		log_in(&sessions[session_count], argv[argument]);
		session_count++;
	}
	if (session_count == 0 || argument == argc) {
		fputs("usage: tape-load iscsi://HOST:PORT/TARGET/LUN... "
			"rewind|filemark|wait|tur:COUNT|blocklength:BYTES|write:BYTES:COUNT:DEPTH[:BLOCKS]|read:BYTES:COUNT:DEPTH[:BLOCKS]...\n", stderr);
		return 2;
	}
	for (; argument < argc; argument++)
		take(argv[argument]);
	for (unsigned i = 0; i < session_count; i++) {
		iscsi_logout_sync(sessions[i].context);
		iscsi_destroy_context(sessions[i].context);
	}
	return 0;
}
