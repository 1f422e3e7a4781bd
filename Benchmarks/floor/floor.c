// The least that a signed, hash-chained log on SQLite must do: the floor that `ledger-bench` is measured against.
//
//     floor append DB COUNT BATCH     a fresh database; one COMMIT and one signed checkpoint every BATCH events
//     floor verify DB [THREADS]       every link and every signature; with THREADS, signatures on that many workers
//     floor sodium COUNT THREADS      signature checks alone, in memory
//
// It reads no records, keeps no tree, judges no rules and serves nobody; what a ledger takes beyond these times is the
// price of those. Times are wall-clock seconds. SHA-256 comes from libcrypto because libsodium 1.0.18 does not use the
// processor's SHA instructions. Build:
//
//     cc -std=c11 -O3 -Wall -Wextra -pthread -o floor floor.c -lsodium -lsqlite3 -lcrypto

#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LEDGER "market-supervision.qianan.hebei.example/double-random-inspection"
#define AUTHOR "a0017"
#define HASH_TEXT 44  // base64 of 32 bytes
#define TIME_TEXT 24  // YYYY-MM-DDThh:mm:ss.mmmZ
#define NOTE_SIZE 640
#define MAX_THREADS 64
#define BLOCK_NOTES 256

static _Noreturn void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static void require(bool holds, const char *what) {
    if (!holds) fail("%s", what);
}

static struct timespec now(clockid_t clock) {
    struct timespec time;
    require(clock_gettime(clock, &time) == 0, "clock_gettime");
    return time;
}

static double seconds(void) {
    struct timespec time = now(CLOCK_MONOTONIC);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// As the program's own figures: name, count, seconds, count per second.
static void report(const char *name, uint64_t count, double taken) {
    printf("%s %" PRIu64 " %.3f %.0f\n", name, count, taken, (double)count / taken);
}

static void base64(char *text, const unsigned char *bytes, int count) {
    EVP_EncodeBlock((unsigned char *)text, bytes, count);
}

// The chain, on the main thread alone. EVP's one-shot calls look the algorithm up each time, hence a kept context.

static EVP_MD *sha256;
static EVP_MD_CTX *hashing;
static unsigned char head[32];  // the leaf hash of the newest entry
static char head_text[HASH_TEXT + 1];

static void hash(unsigned char digest[32], const char *prefix, size_t prefix_length, const void *bytes, size_t length) {
    require(EVP_DigestInit_ex2(hashing, sha256, NULL) == 1 && EVP_DigestUpdate(hashing, prefix, prefix_length) == 1
        && EVP_DigestUpdate(hashing, bytes, length) == 1 && EVP_DigestFinal_ex(hashing, digest, NULL) == 1, "SHA-256");
}

static void link_entry(const char *entry, size_t length) {
    hash(head, "\0", 1, entry, length);
    base64(head_text, head, sizeof head);
}

// Notes of one author, whose seed stands here because it protects nothing. A note is its text and then a block of known
// length, so that nothing has to be searched for.

typedef struct {
    size_t text, length;
    unsigned char signature[crypto_sign_BYTES];
    char bytes[NOTE_SIZE];
} Note;

typedef struct {
    unsigned char key_id[4], signature[crypto_sign_BYTES];
} Blob;

static const char line_start[] = "\n\xE2\x80\x94 " AUTHOR " ";
enum { LINE_START = sizeof line_start - 1, BLOB_TEXT = 92, SIGNATURE_BLOCK = LINE_START + BLOB_TEXT + 1 };
static unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES], key_id[32];

static void author_open(void) {
    static const unsigned char seed[crypto_sign_SEEDBYTES] = {0x17};
    static const char name[] = AUTHOR "\n\x01";
    require(crypto_sign_seed_keypair(public_key, secret_key, seed) == 0, "key pair");
    hash(key_id, name, sizeof name - 1, public_key, sizeof public_key);
}

static Note *notes_prepare(uint64_t count) {
    Note *notes = calloc(count, sizeof *notes);
    require(notes != NULL, "out of memory");
    for (uint64_t index = 0; index < count; index++) {
        Note *note = &notes[index];
        unsigned char digests[2][32];
        char texts[2][HASH_TEXT + 1];
        randombytes_buf(digests, sizeof digests);
        for (int i = 0; i < 2; i++) base64(texts[i], digests[i], sizeof digests[i]);
        int text = snprintf(note->bytes, sizeof note->bytes,
            "ssj/v1/event\nledger " LEDGER "\nid 0192f3a4-7c1e-7abc-8def-%012" PRIx64 "\ntype note.taken/1\n"
            "time 2024-09-12T08:30:%02u.%03uZ\nseen 0 sha256:%s\ndata tree:%s 1\n",
            index, (unsigned)(index / 1000 % 60), (unsigned)(index % 1000), texts[0], texts[1]);
        require(text > 0 && text + SIGNATURE_BLOCK < NOTE_SIZE, "note too long");
        note->text = (size_t)text;
        note->length = note->text + SIGNATURE_BLOCK;
        Blob blob;
        memcpy(blob.key_id, key_id, sizeof blob.key_id);
        crypto_sign_detached(blob.signature, NULL, (unsigned char *)note->bytes, note->text, secret_key);
        memcpy(note->signature, blob.signature, sizeof blob.signature);
        char *line = note->bytes + note->text;
        memcpy(line, line_start, LINE_START);
        base64(line + LINE_START, (unsigned char *)&blob, sizeof blob);
        line[SIGNATURE_BLOCK - 1] = '\n';
    }
    return notes;
}

static bool note_holds(const char *note, size_t length) {
    if (length <= SIGNATURE_BLOCK) return false;
    const char *line = note + length - SIGNATURE_BLOCK, *encoded = line + LINE_START;
    if (line[-1] != '\n' || memcmp(line, line_start, LINE_START) || note[length - 1] != '\n') return false;
    unsigned char decoded[BLOB_TEXT / 4 * 3];  // a byte more than a blob: libcrypto decodes the padding too
    char again[BLOB_TEXT + 1];
    Blob blob;
    if (EVP_DecodeBlock(decoded, (const unsigned char *)encoded, BLOB_TEXT) != (int)sizeof decoded) return false;
    base64(again, decoded, sizeof blob);
    memcpy(&blob, decoded, sizeof blob);
    return memcmp(again, encoded, BLOB_TEXT) == 0 && memcmp(blob.key_id, key_id, sizeof blob.key_id) == 0
        && crypto_sign_verify_detached(
            blob.signature, (const unsigned char *)note, length - SIGNATURE_BLOCK, public_key) == 0;
}

// SQLite.

static sqlite3 *database;

static void expect(int result, int expected) {
    if (result != expected) fail("SQLite: %s", sqlite3_errmsg(database));
}

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement;
    expect(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    return statement;
}

static void run(sqlite3_stmt *statement) {
    expect(sqlite3_step(statement), SQLITE_DONE);
    expect(sqlite3_reset(statement), SQLITE_OK);
}

static void read_back(const char *pragma, const char *expected) {
    sqlite3_stmt *statement = prepare(pragma);
    expect(sqlite3_step(statement), SQLITE_ROW);
    const char *value = (const char *)sqlite3_column_text(statement, 0);
    if (value == NULL || (expected && strcmp(value, expected))) fail("%s is not %s", pragma, expected);
    printf(" %s=%s", pragma + strlen("PRAGMA "), value);
    sqlite3_finalize(statement);
}

// append

static void write_time(char text[TIME_TEXT + 1], struct timespec *last) {
    struct timespec time = now(CLOCK_REALTIME);
    if (time.tv_sec > last->tv_sec || (time.tv_sec == last->tv_sec && time.tv_nsec > last->tv_nsec)) *last = time;
    struct tm parts;
    char milliseconds[8];
    require(gmtime_r(&last->tv_sec, &parts) != NULL, "gmtime_r");
    snprintf(milliseconds, sizeof milliseconds, ".%03uZ", (unsigned)(last->tv_nsec / 1000000) % 1000);
    strftime(text, TIME_TEXT + 1, "%Y-%m-%dT%H:%M:%S", &parts);
    memcpy(text + TIME_TEXT - 5, milliseconds, 6);
}

static void append(const char *path, uint64_t count, uint64_t batch) {
    int file = open(path, O_CREAT | O_EXCL | O_RDWR, 0644);
    if (file < 0) fail("%s: exists, or cannot be created", path);
    close(file);
    expect(sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), SQLITE_OK);
    expect(sqlite3_exec(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE entries (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL)", NULL, NULL, NULL), SQLITE_OK);
    printf("store sqlite=%s", sqlite3_libversion());
    read_back("PRAGMA journal_mode", "wal");
    read_back("PRAGMA synchronous", "2");
    read_back("PRAGMA page_size", "4096");
    read_back("PRAGMA wal_autocheckpoint", "1000");
    sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    sqlite3_stmt *insert = prepare("INSERT INTO entries (idx, bytes) VALUES (?, ?)");
    Note *notes = notes_prepare(count);
    printf(" text=%zu note=%zu\n", notes[count - 1].text, notes[count - 1].length);
    char entry[1024], received[TIME_TEXT + 1], channel[HASH_TEXT + 1], checkpoint[256], name[32];
    unsigned char digest[32], signature[crypto_sign_BYTES];
    struct timespec last = {0};
    randombytes_buf(digest, sizeof digest);
    base64(channel, digest, sizeof digest);

    double start = seconds();
    for (uint64_t index = 0; index < count; index++) {
        const Note *note = &notes[index];
        if (!note_holds(note->bytes, note->length)) fail("event %" PRIu64 ": signature", index);
        write_time(received, &last);
        int at = snprintf(entry, sizeof entry,
            "ssj/v1/entry\nindex %" PRIu64 "\nprevious sha256:%s\nreceived %s\nchannel sha256:%s\n\n",
            index, head_text, received, channel);
        require(at > 0 && (size_t)at + note->length <= sizeof entry, "entry too long");
        memcpy(entry + at, note->bytes, note->length);
        link_entry(entry, (size_t)at + note->length);
        if (index % batch == 0) run(begin);
        expect(sqlite3_bind_int64(insert, 1, (sqlite3_int64)index), SQLITE_OK);
        expect(sqlite3_bind_blob(insert, 2, entry, at + (int)note->length, SQLITE_STATIC), SQLITE_OK);
        run(insert);
        if ((index + 1) % batch != 0 && index + 1 != count) continue;
        run(commit);
        // The newest leaf hash stands where a root would: a checkpoint's size without a tree's work.
        int size = snprintf(checkpoint, sizeof checkpoint, LEDGER "\n%" PRIu64 "\n%s\n", index + 1, head_text);
        crypto_sign_detached(signature, NULL, (unsigned char *)checkpoint, (size_t)size, secret_key);
    }
    double taken = seconds() - start;

    snprintf(name, sizeof name, "append-%" PRIu64, batch);
    report(name, count, taken);
    sqlite3_finalize(begin);
    sqlite3_finalize(commit);
    sqlite3_finalize(insert);
    free(notes);
}

// verify

typedef struct Block {
    struct Block *next;
    size_t count, lengths[BLOCK_NOTES];
    char notes[BLOCK_NOTES][NOTE_SIZE];
} Block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static Block *empty, *full;
static bool ended;
static atomic_bool bad;

static Block *take(Block **list) {
    pthread_mutex_lock(&lock);
    while (*list == NULL && !ended) pthread_cond_wait(&changed, &lock);
    Block *block = *list;
    if (block) *list = block->next;
    pthread_mutex_unlock(&lock);
    return block;
}

static void put(Block **list, Block *block, bool last) {
    pthread_mutex_lock(&lock);
    if (block) {
        block->next = *list;
        *list = block;
    }
    if (last) ended = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void *verify_worker(void *unused) {
    for (Block *block; (block = take(&full)); put(&empty, block, false)) {
        for (size_t i = 0; i < block->count; i++) {
            if (!note_holds(block->notes[i], block->lengths[i])) atomic_store(&bad, true);
        }
        block->count = 0;
    }
    return unused;
}

// Checks what stands before the note and links the entry. Gives the note's offset.
static size_t entry_check(uint64_t index, const char *entry, size_t length) {
    static const char channel[] = "\nchannel sha256:", gap[] = "\n\n";
    char start[160];
    size_t at = (size_t)snprintf(start, sizeof start,
        "ssj/v1/entry\nindex %" PRIu64 "\nprevious sha256:%s\nreceived ", index, head_text);
    size_t channel_at = at + TIME_TEXT, gap_at = channel_at + sizeof channel - 1 + HASH_TEXT, note = gap_at + 2;
    if (length <= note || memcmp(entry, start, at) || memcmp(entry + channel_at, channel, sizeof channel - 1)
        || memcmp(entry + gap_at, gap, 2)) fail("entry %" PRIu64 ": altered", index);
    link_entry(entry, length);
    return note;
}

static void verify(const char *path, unsigned threads) {
    expect(sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL), SQLITE_OK);
    unsigned blocks = threads * 4;  // bounds how far reading runs ahead of the workers
    Block *memory = calloc(blocks + 1, sizeof *memory), *filling = NULL;
    require(memory != NULL, "out of memory");
    for (unsigned i = 0; i < blocks; i++) put(&empty, &memory[i], false);
    pthread_t workers[MAX_THREADS];
    uint64_t index = 0;
    int step;

    double start = seconds();
    for (unsigned i = 0; i < threads; i++) {
        require(pthread_create(&workers[i], NULL, verify_worker, NULL) == 0, "pthread_create");
    }
    sqlite3_stmt *select = prepare("SELECT idx, bytes FROM entries ORDER BY idx");
    for (; (step = sqlite3_step(select)) == SQLITE_ROW; index++) {
        if ((uint64_t)sqlite3_column_int64(select, 0) != index) fail("entry %" PRIu64 ": missing", index);
        const char *entry = sqlite3_column_blob(select, 1);
        size_t length = (size_t)sqlite3_column_bytes(select, 1), note = entry_check(index, entry, length);
        length -= note;
        if (threads == 0) {
            if (!note_holds(entry + note, length)) fail("entry %" PRIu64 ": signature", index);
            continue;
        }
        if (length > NOTE_SIZE) fail("entry %" PRIu64 ": too long", index);
        if (filling == NULL) filling = take(&empty);
        memcpy(filling->notes[filling->count], entry + note, length);
        filling->lengths[filling->count++] = length;
        if (filling->count < BLOCK_NOTES) continue;
        put(&full, filling, false);
        filling = NULL;
    }
    expect(step, SQLITE_DONE);
    put(&full, filling, true);
    for (unsigned i = 0; i < threads; i++) require(pthread_join(workers[i], NULL) == 0, "pthread_join");
    double taken = seconds() - start;

    require(!atomic_load(&bad), "a signature does not hold");
    require(index > 0, "no entries");
    report("verify", index, taken);
    sqlite3_finalize(select);
    free(memory);
}

// sodium

typedef struct {
    const Note *from, *to;
} Share;

static void *sodium_worker(void *argument) {
    const Share *share = argument;
    for (const Note *note = share->from; note < share->to; note++) {
        if (crypto_sign_verify_detached(
            note->signature, (const unsigned char *)note->bytes, note->text, public_key)) atomic_store(&bad, true);
    }
    return NULL;
}

static void sodium(uint64_t count, unsigned threads) {
    Note *notes = notes_prepare(count);
    pthread_t workers[MAX_THREADS];
    Share shares[MAX_THREADS];
    char name[32];
    double start = seconds();
    for (unsigned i = 0; i < threads; i++) {
        shares[i] = (Share){notes + count * i / threads, notes + count * (i + 1) / threads};
        require(pthread_create(&workers[i], NULL, sodium_worker, &shares[i]) == 0, "pthread_create");
    }
    for (unsigned i = 0; i < threads; i++) require(pthread_join(workers[i], NULL) == 0, "pthread_join");
    double taken = seconds() - start;
    require(!atomic_load(&bad), "a signature does not hold");
    snprintf(name, sizeof name, "sodium-%u", threads);
    report(name, count, taken);
    free(notes);
}

static uint64_t number(const char *text, uint64_t most) {
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    if (*text < '1' || *text > '9' || *end != '\0' || value > most) fail("%s: not in 1...%" PRIu64, text, most);
    return value;
}

int main(int count, char **arguments) {
    const uint64_t most = 10000000;
    const char *command = count > 1 ? arguments[1] : "";
    require(sodium_init() >= 0, "libsodium");
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    hashing = EVP_MD_CTX_new();
    require(sha256 != NULL && hashing != NULL, "SHA-256");
    author_open();
    base64(head_text, head, sizeof head);
    if (count == 5 && !strcmp(command, "append")) {
        append(arguments[2], number(arguments[3], most), number(arguments[4], most));
    } else if ((count == 3 || count == 4) && !strcmp(command, "verify")) {
        verify(arguments[2], count == 4 ? (unsigned)number(arguments[3], MAX_THREADS) : 0);
    } else if (count == 4 && !strcmp(command, "sodium")) {
        sodium(number(arguments[2], most), (unsigned)number(arguments[3], MAX_THREADS));
    } else {
        fail("usage: floor append DB COUNT BATCH | verify DB [THREADS] | sodium COUNT THREADS");
    }
    expect(sqlite3_close(database), SQLITE_OK);
    EVP_MD_CTX_free(hashing);
    EVP_MD_free(sha256);
    return 0;
}
