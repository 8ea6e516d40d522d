package io.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.peers.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {

    @Test
    void whoeverPostsToAnEmptyMailboxRunsTheLoop() {
        var by = new ArrayList<Thread>();
        var mailbox = new Mailbox<String>(_ -> by.add(Thread.currentThread()));
        mailbox.post("a");
        assertThat(by).containsExactly(Thread.currentThread());
        assertThat(mailbox.isBusy()).isFalse();
    }

    @Test
    void anEventPostedFromWithinTheLoopIsTakenAfterTheOneBeingTaken() {
        var log = new ArrayList<String>();
        var mailbox = new ArrayList<Mailbox<Integer>>();
        mailbox.add(new Mailbox<>(event -> {
            log.add("begin " + event);
            if (event < 2) {
                mailbox.getFirst().post(event + 1);
            }
            log.add("end " + event);
        }));
        mailbox.getFirst().post(0);
        assertThat(log).containsExactly("begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2");
    }

    @Test
    void eventsOfOnePosterKeepTheirOrderAndNoTwoAreTakenAtOnce() throws InterruptedException {
        record Event(int poster, int number) {}
        int posters = 8;
        int each = 5_000;
        var inside = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var taken = new ArrayList<Event>(); // guarded by the loop itself
        var mailbox = new Mailbox<Event>(event -> {
            if (inside.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            taken.add(event);
            inside.decrementAndGet();
        });
        var start = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int poster = 0; poster < posters; poster++) {
            int number = poster;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException _) {
                    return;
                }
                for (int i = 0; i < each; i++) {
                    mailbox.post(new Event(number, i));
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            assertThat(thread.join(Await.USUAL)).isTrue();
        }
        Await.until("an empty mailbox", () -> !mailbox.isBusy());
        assertThat(overlaps).hasValue(0);
        assertThat(taken).hasSize(posters * each);
        for (int poster = 0; poster < posters; poster++) {
            int number = poster;
            List<Integer> own = taken.stream()
                    .filter(event -> event.poster() == number)
                    .map(Event::number)
                    .toList();
            assertThat(own).isSorted();
        }
    }

    @Test
    void whatATakerThrowsReachesThePoster() {
        var mailbox = new Mailbox<String>(_ -> {
            throw new IllegalStateException("no");
        });
        assertThatThrownBy(() -> mailbox.post("a")).isInstanceOf(IllegalStateException.class);
    }
}
