package io.sluice.session;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The queue of a session's events and the one loop that takes them. The loop has no thread of its own: whoever posts
/// to an empty mailbox runs it until the mailbox is empty again, everybody else only leaves the event behind. So events
/// are taken one at a time, in order, and a command costs no hand-off between threads.
final class Mailbox<E> {
    private final Queue<E> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untaken = new AtomicInteger();
    private final Consumer<E> taker;

    Mailbox(Consumer<E> taker) {
        this.taker = taker;
    }

    /// Leaves an event; runs the loop if nobody does. What the taker throws ends the turn of that event only, and
    /// reaches whoever runs the loop when the mailbox is empty.
    void post(E event) {
        waiting.add(event);
        if (untaken.getAndIncrement() != 0) {
            return;
        }
        Optional<RuntimeException> thrown = Optional.empty();
        do {
            try {
                taker.accept(waiting.remove());
            } catch (RuntimeException e) {
                thrown = Optional.of(e);
            }
        } while (untaken.decrementAndGet() != 0);
        thrown.ifPresent(e -> {
            throw e;
        });
    }

    /// Whether somebody is in the loop at this moment.
    boolean isBusy() {
        return untaken.get() != 0;
    }
}
