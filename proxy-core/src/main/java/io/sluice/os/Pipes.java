package io.sluice.os;

import java.util.ArrayDeque;
import java.util.Optional;

/// The pipes of a process: a bounded number, of which some are kept for the next user. Only an empty pipe is ever used
/// again, lest the bytes of one user reach another.
public final class Pipes {
    private final int most;
    private final int mostKept;
    private final ArrayDeque<Pipe> idle = new ArrayDeque<>();
    private int open;

    /// @param most how many there may be at once
    /// @param mostKept how many may lie idle
    public Pipes(int most, int mostKept) {
        this.most = most;
        this.mostKept = mostKept;
    }

    /// A pipe, unless there are too many or the system refuses another, as Linux does to users other than root from the
    /// 64th of this size on.
    public Optional<Pipe> take() {
        synchronized (this) {
            var kept = idle.pollFirst();
            if (kept != null) {
                return Optional.of(kept);
            }
            if (open == most) {
                return Optional.empty();
            }
            open++;
        }
        try {
            return Optional.of(Pipe.open());
        } catch (SystemError e) {
            forget();
            return Optional.empty();
        }
    }

    /// Takes a pipe back.
    public void give(Pipe pipe) {
        if (!keep(pipe)) {
            pipe.close();
            forget();
        }
    }

    private synchronized boolean keep(Pipe pipe) {
        if (pipe.held() > 0 || idle.size() >= mostKept) {
            return false;
        }
        idle.addFirst(pipe);
        return true;
    }

    private synchronized void forget() {
        open--;
    }

    /// How many there are, idle ones included.
    public synchronized int open() {
        return open;
    }

    /// How many lie idle.
    public synchronized int idle() {
        return idle.size();
    }
}
