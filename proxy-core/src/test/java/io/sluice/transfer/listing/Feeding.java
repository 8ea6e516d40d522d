package io.sluice.transfer.listing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.transfer.listing.ListingTranslator.LineTooLong;

/// Gives a translator a listing in pieces, as a relay does.
final class Feeding {
    private Feeding() {}

    static void feed(ListingTranslator translator, byte[] list, int step, StringBuilder translation)
            throws LineTooLong {
        int taken = 0;
        for (int end = Math.min(step, list.length); end < list.length; end += step) {
            taken += translator.take(list, taken, end);
            translation.append(ISO_8859_1.decode(translator.translated()));
        }
        taken += translator.take(list, taken, list.length);
        translator.takeLast(list, taken, list.length);
        translation.append(ISO_8859_1.decode(translator.translated()));
    }
}
