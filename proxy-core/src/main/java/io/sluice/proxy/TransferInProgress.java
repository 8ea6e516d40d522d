package io.sluice.proxy;

import io.sluice.session.Exchange;
import io.sluice.transfer.Transfer;
import java.time.Instant;

/// A transfer with the command that made it: how the client arranged it, from which offset, since when.
record TransferInProgress(Exchange exchange, Transfer transfer, DataCommand by, long offset, Instant began) {}
