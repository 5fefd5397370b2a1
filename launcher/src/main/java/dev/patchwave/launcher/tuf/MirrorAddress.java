package dev.patchwave.launcher.tuf;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Mirrors of a TUF repository may be anywhere, also where only https is spoken. */
final class MirrorAddress implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        String problem = "'" + text + "' is no address; allowed: http://host/path or https://host/path";
        try {
            var address = new URI(text);
            boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (!web || address.getHost() == null || address.getQuery() != null || address.getFragment() != null) {
                throw new TypeConversionException(problem);
            }
            return address;
        } catch (URISyntaxException e) {
            throw new TypeConversionException(problem);
        }
    }
}
