package dev.patchwave.signal;

import java.util.regex.Pattern;

/** The name of a campaign, chosen by the admin so that a repeated command is recognised. 1 to 200 of {@code A-Z a-z 0-9 . _ : @ + -}. */
public record CampaignId(String value) implements Comparable<CampaignId> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,199}");

    public CampaignId {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("campaign '" + value
                    + "': 1 to 200 characters of A-Z, a-z, 0-9 and . _ : @ + -, starting with a letter or digit");
        }
    }

    @Override
    public int compareTo(CampaignId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
