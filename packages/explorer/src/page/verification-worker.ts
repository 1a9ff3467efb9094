/** The worker of the page; it does what the SDK's does. */
import '@trellis/client/verification-worker';
