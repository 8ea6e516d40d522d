package io.sluice.transfer;

import io.sluice.session.SessionEvent.Moment;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// Moves bytes from one data connection to another until the source ends.
public interface Relay {

    /// Prepares the way between two connections, neither of which blocks, and which nobody else closes until its run
    /// has ended. It must be run.
    Flow flow(SocketChannel source, SocketChannel sink, Meter meter);

    /// What it changes of the data, for those who move them in its place.
    default Optional<Translation> translation() {
        return Optional.empty();
    }

    /// Closes the sending side of a connection that has got everything.
    static void finish(SocketChannel sink) throws Broken {
        try {
            sink.shutdownOutput();
        } catch (IOException e) {
            throw new Broken(Moment.WRITING, e);
        }
    }

    /// The bytes of one transfer on their way.
    interface Flow {

        /// Does of [#run] what can be done without waiting, before it. True if that was all, and there is nothing left
        /// to run.
        default boolean begin() throws Broken {
            return false;
        }

        /// Returns when the source has ended in good order and every byte has been handed to the sink, whose sending
        /// side is then closed too. Called once, by a virtual thread, unless [#begin] has done it all.
        void run() throws Broken;

        /// Makes the run end soon, as broken; no byte moves once it has ended. Callable from any thread.
        void breakOff();
    }

    /// Told of progress and asked for patience, by the thread that relays.
    interface Meter {

        /// That many bytes have reached the sink.
        void moved(int bytes);

        /// The most bytes to move in the next step; may wait, to keep to a rate.
        int allowance(int wanted);
    }

    /// A relay that ended before its source did.
    final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        private final Moment moment;
        private final IOException error;

        public Broken(Moment moment, IOException error) {
            super(error.getMessage(), error);
            this.moment = moment;
            this.error = error;
        }

        public IOException error() {
            return error;
        }

        public Moment moment() {
            return moment;
        }
    }
}
