/*
 * A wire with latency between two network namespaces, for kernels without netem.
 *
 *   delay CLIENT_TUN SERVER_TUN MICROSECONDS
 *
 * Makes two tun devices, holds every packet between them for the given time in each direction, and
 * counts on the client's side the connections (SYN) and the TLS ClientHellos that pass. SIGUSR1
 * prints "SYNS HELLOS" on standard output and starts counting anew; SIGTERM ends it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 65536
#define MOST 2048

struct packet {
    int64_t due;
    int length;
    unsigned char bytes[MOST];
};

/* What waits in one direction, oldest first: the delay is constant, so order is kept. */
struct queue {
    struct packet *slots;
    unsigned head, tail;
};

static volatile sig_atomic_t told, ended;

static void on_signal(int number) {
    if (number == SIGUSR1) told = 1;
    else ended = 1;
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int open_tun(const char *name) {
    struct ifreq request;
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    if (fd < 0) return -1;
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    return ioctl(fd, TUNSETIFF, &request) < 0 ? -1 : fd;
}

/* IPv4 and TCP alone: whether a packet opens a connection, or begins with a ClientHello. */
static void count(const unsigned char *bytes, int length, long *syns, long *hellos) {
    if (length < 40 || bytes[0] >> 4 != 4 || bytes[9] != 6) return;
    int start = (bytes[0] & 15) * 4;
    if (length < start + 20) return;
    const unsigned char *tcp = bytes + start;
    if ((tcp[13] & 0x12) == 2) (*syns)++;
    int body = start + (tcp[12] >> 4) * 4;
    if (length > body + 5 && bytes[body] == 22 && bytes[body + 1] == 3 && bytes[body + 5] == 1) (*hellos)++;
}

static void take(int from, struct queue *queue, int64_t delay, long *syns, long *hellos) {
    while (queue->tail - queue->head < SLOTS) {
        struct packet *slot = &queue->slots[queue->tail % SLOTS];
        slot->length = (int)read(from, slot->bytes, MOST);
        if (slot->length <= 0) return;
        if (syns) count(slot->bytes, slot->length, syns, hellos);
        slot->due = now() + delay;
        queue->tail++;
    }
}

static void give(int to, struct queue *queue) {
    int64_t time = now();
    while (queue->head != queue->tail && queue->slots[queue->head % SLOTS].due <= time) {
        struct packet *slot = &queue->slots[queue->head % SLOTS];
        if (write(to, slot->bytes, slot->length) < 0 && errno == EAGAIN) return;
        queue->head++;
    }
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "delay CLIENT_TUN SERVER_TUN MICROSECONDS\n"), 2;
    int client = open_tun(argv[1]), server = open_tun(argv[2]);
    if (client < 0 || server < 0) return perror("tun"), 1;
    int64_t delay = atoll(argv[3]);
    struct queue there = {calloc(SLOTS, sizeof(struct packet)), 0, 0};
    struct queue back = {calloc(SLOTS, sizeof(struct packet)), 0, 0};
    if (!there.slots || !back.slots) return perror("memory"), 1;
    signal(SIGUSR1, on_signal);
    signal(SIGTERM, on_signal);
    puts("ready");
    fflush(stdout);
    long syns = 0, hellos = 0;
    while (!ended) {
        struct pollfd fds[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        int64_t due = INT64_MAX;
        if (there.head != there.tail) due = there.slots[there.head % SLOTS].due;
        if (back.head != back.tail && back.slots[back.head % SLOTS].due < due) due = back.slots[back.head % SLOTS].due;
        int64_t left = due == INT64_MAX ? 1000000 : due - now();
        struct timespec wait = {0, left < 0 ? 0 : left > 999999 ? 999999000 : left * 1000};
        ppoll(fds, 2, &wait, NULL);
        take(client, &there, delay, &syns, &hellos);
        take(server, &back, delay, NULL, NULL);
        give(server, &there);
        give(client, &back);
        if (told) {
            /* First, or a signal that comes while this is printed would be lost. */
            told = 0;
            printf("%ld %ld\n", syns, hellos);
            fflush(stdout);
            syns = hellos = 0;
        }
    }
    return 0;
}
