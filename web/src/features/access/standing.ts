/** Which grant counts for a contact: its own, or else the default of its client. */
import type { Client, Contact, Grant, Invitation } from "./queries";

export interface Standing {
  contact: Contact;
  /** The grant of this contact alone. */
  own: Grant | undefined;
  /** The default of the client. */
  general: Grant | undefined;
  /** What counts: `own`, or `general`. */
  counts: Grant | undefined;
  /** The newest invitation that can still be accepted. */
  open: Invitation | undefined;
}

export const defaultOf = (client: Client, grants: readonly Grant[]): Grant | undefined => grants.find((grant) => grant.client_id === client.id && !grant.contact_id);

export function standingOf(contact: Contact, grants: readonly Grant[], invitations: readonly Invitation[]): Standing {
  const own = grants.find((grant) => grant.contact_id === contact.id);
  const general = grants.find((grant) => grant.client_id === contact.client_id && !grant.contact_id);
  const open = invitations.find((one) => one.contact_id === contact.id && one.state === "INVITATION_STATE_OPEN");
  return { contact, own, general, counts: own ?? general, open };
}
