/* send-bytes: the sender that the bare limit is measured with, as free of everything else as a program can be.
 *
 *   send-bytes BYTES
 *
 * Listens on loopback, prints its port, and gives whoever comes so many bytes as fast as the socket takes them. The connection's one byte back
 * says that all have arrived where they belong; then prints the seconds between.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE_BYTES = 256 * 1024 };

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void need(int success, const char *what)
{
	if (success)
		return;
	perror(what);
	exit(1);
}

int main(int argc, char **argv)
{
	static char piece[PIECE_BYTES], answer;
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (argc != 2) {
		fputs("usage: send-bytes BYTES\n", stderr);
		return 2;
	}
	need(bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 1) == 0, "listen");
	need(getsockname(listener, (struct sockaddr *)&address, &length) == 0, "getsockname");
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);

	int connection = accept(listener, NULL, NULL);

	need(connection >= 0, "accept");
	memset(piece, 0x5a, sizeof piece);

	double start = seconds_now();

	for (long long left = atoll(argv[1]); left > 0;) {
		ssize_t sent = write(connection, piece, left < PIECE_BYTES ? (size_t)left : PIECE_BYTES);

		need(sent > 0, "write");
		left -= sent;
	}
	need(read(connection, &answer, 1) == 1, "read");
	printf("%.6f\n", seconds_now() - start);
	return 0;
}
