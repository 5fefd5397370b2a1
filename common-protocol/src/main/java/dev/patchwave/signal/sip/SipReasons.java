package dev.patchwave.signal.sip;

/** The usual reason phrases of the statuses that occur here (RFC 3261 21, RFC 6665, RFC 5839). */
final class SipReasons {
    private SipReasons() {}

    static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 202 -> "Accepted";
            case 204 -> "No Notification";
            case 302 -> "Moved Temporarily";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 412 -> "Conditional Request Failed";
            case 413 -> "Request Entity Too Large";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Unsupported URI Scheme";
            case 420 -> "Bad Extension";
            case 423 -> "Interval Too Brief";
            case 480 -> "Temporarily Unavailable";
            case 481 -> "Call/Transaction Does Not Exist";
            case 486 -> "Busy Here";
            case 489 -> "Bad Event";
            case 500 -> "Server Internal Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 513 -> "Message Too Large";
            case 603 -> "Decline";
            case 604 -> "Does Not Exist Anywhere";
            default -> status < 300 ? "OK" : "Refused";
        };
    }
}
