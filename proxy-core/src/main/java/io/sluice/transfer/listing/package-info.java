/// Listings in translation: what a backend answers to `LIST`, passed on as the answer to `MLSD` while it comes. Forms
/// of lines that `io.sluice.ftp.listing` does not know are read by Apache Commons Net, which shows nowhere else.
package io.sluice.transfer.listing;
