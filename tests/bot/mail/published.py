"""What mail servers answer, as published, and what each means; the sources stand beside.

`our@example.com` and `ivy@example.com` stand for the sender's and the invitee's address.
"""

# One line a reply:
# ruff: noqa: E501

from typing import NamedTuple

from .scripted import END, GREETING

MAILBOX, LATER, US = "mailbox", "later", "us"


class Published(NamedTuple):
    at: str
    """The command, the greeting, or the end of the mail."""
    reply: str
    means: str
    source: str


_GOOGLE = "Google, Gmail SMTP errors and codes (support.google.com/a/answer/3726730)"
_MICROSOFT = "Microsoft, NDRs and SMTP errors in Exchange Online"
_POSTFIX = "Postfix, src/smtpd/smtpd_check.c"
_EXIM = "Exim, src/acl.c, route.c and configure.default"
_SES = "Amazon SES, SMTP issues and email sending errors"
_FIELD = "ActiveCampaign, SMTP Field Manual"
_SENDGRID = "SendGrid, SMTP errors and troubleshooting"
_MIMECAST = "Mimecast, SMTP error codes"

PUBLISHED = (
    # before a recipient is named, all is about us
    Published(GREETING, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", US, _POSTFIX),
    Published(GREETING, "421 4.3.2 Too many concurrent connections", US, _MICROSOFT),
    Published(GREETING, "554 mx.comcast.net comcast 192.0.2.1 Comcast requires that all mail servers must have a PTR record", US, _FIELD),
    Published("EHLO", "421 4.7.0 Try again later, closing connection. gsmtp", US, _GOOGLE),
    Published("STARTTLS", "454 4.7.0 TLS not available due to local problem", US, "Postfix, src/smtpd/smtpd.c"),
    Published("STARTTLS", "454 4.3.0 TLS not available due to temporary reason", US, "RFC 3207, 4"),
    Published("AUTH", "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", US, "Postfix, src/smtpd/smtpd_sasl_glue.c"),
    Published("AUTH", "535 Authentication Credentials Invalid", US, _SES),
    Published("AUTH", "534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp", US, _GOOGLE),
    Published("AUTH", "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials - gsmtp", US, _GOOGLE),
    Published("AUTH", "454 4.7.0 Temporary authentication failure: Connection lost to authentication server", US, "Postfix, src/smtpd/smtpd_sasl_glue.c"),
    Published("AUTH", "432 4.7.12 A password transition is needed", US, "RFC 4954, 4.7.12"),
    Published("AUTH", "538 5.7.11 Encryption required for requested authentication mechanism", US, "RFC 4954, 5.7.11"),
    Published("AUTH", "451 Authentication failed: Maximum credits exceeded", US, _SENDGRID),
    Published("MAIL", "553 5.7.1 Sender address rejected: not owned by auth user.", US, "Yandex (splitbrain/dokuwiki-plugin-smtp 38)"),
    Published("MAIL", "530 5.7.0 Must issue a STARTTLS command first", US, _GOOGLE),
    Published("MAIL", "530 5.7.57 Client not authenticated to send mail. Error: 535 5.7.139 Authentication unsuccessful", US, _MICROSOFT),
    Published("MAIL", "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list", US, _FIELD),
    Published("MAIL", "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1", US, _FIELD),
    Published("MAIL", "454 4.7.1 Throttling failure: Maximum sending rate exceeded.", US, _SES),
    Published("MAIL", "550 5.1.1 User unknown", US, "a mailbox code in the answer to MAIL"),
    # the sender's address, where it is said of the recipient's command
    Published("RCPT", "553 5.7.1 <our@example.com>: Sender address rejected: not owned by user usher", US, _POSTFIX),
    Published("RCPT", "553 5.7.1 <our@example.com>: Sender address rejected: not logged in", US, _POSTFIX),
    Published("RCPT", "550 5.1.0 <our@example.com>: Sender address rejected: User unknown in virtual mailbox table", US, _POSTFIX),
    Published("RCPT", "550 5.1.1 <our@example.com>: Sender address rejected: User unknown", US, _POSTFIX),
    Published("RCPT", "550 5.1.8 <our@example.com>: Sender address rejected: Domain not found", US, _POSTFIX),
    Published("RCPT", "450 4.1.8 <our@example.com>: Sender address rejected: Domain not found", US, _POSTFIX),
    Published("RCPT", "504 5.5.2 <our@localhost>: Sender address rejected: need fully-qualified address", US, _POSTFIX),
    Published("RCPT", "553 5.1.8 <our@example.com>... Domain of sender address our@example.com does not exist", US, "sendmail, cf/README (accept_unresolvable_domains)"),
    Published("RCPT", "550-Verification failed for <our@example.com>\n550-Called:   192.0.2.1\n550-Sent:     RCPT TO:<our@example.com>\n550-Response: 550 5.1.1 User unknown\n550 Sender verify failed", US, _EXIM),
    Published("RCPT", "550 5.1.1 <our@example.com> user unknown", US, "an answer that names nobody but us"),
    Published("RCPT", "501 5.1.0 Emetteur invalide. Invalid Sender. OFR004_405 [405]", US, _FIELD),
    Published("RCPT", "403 You are not authorized to send from that email address", US, _SENDGRID),
    Published("RCPT", "550 Sender frequency limited. http://service.exmail.qq.com/cgi-bin/help?id=20022", US, _FIELD),
    Published(END, "554 5.2.252 SendAsDenied; usher@example.org not allowed to send as our@example.com; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message", US, "Microsoft (gophish/gophish 2900)"),
    Published(END, "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; The message can't be submitted because the sender's submission quota was exceeded", US, _MICROSOFT),
    Published(END, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", US, "Microsoft (dgtlmoon/changedetection.io 3282)"),
    Published(END, "550 5.1.8 Access denied, bad outbound sender. AS(42003)", US, _MICROSOFT),
    Published(END, "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.", US, "SendGrid, Sender Identity"),
    Published(END, "550 5.7.1 Unauthenticated senders not allowed", US, "SendGrid (sendgrid/docs 6473)"),
    Published(END, "550 5.1.0 Sender is not allowed to send from gmail.com (R2)", US, "jstedfast/MailKit 1101"),
    Published(END, "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: our@example.com", US, _SES),
    Published(END, "554 Message rejected: Sending suspended for this account. For more information, please check the inbox of the email address associated with your AWS account.", US, _SES),
    Published(END, "454 Throttling failure: Daily message quota exceeded.", US, _SES),
    Published(END, "550 5.7.1 Domain sandbox1.mailgun.org is not allowed to send: Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients", US, "Mailgun (theoomoregbee/US-visa-appointment-notifier 5)"),
    Published("RCPT", "550 The 'From' address you supplied (our@example.com) is not a Sender Signature on your account.", US, "Postmark, API error 400"),
    Published(END, "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; WASCL UserAction verdict is not None", US, _MICROSOFT),
    # relaying
    Published("RCPT", "554 5.7.1 <ivy@example.com>: Relay access denied", US, _POSTFIX),
    Published("RCPT", "454 4.7.1 <ivy@example.com>: Relay access denied", US, _POSTFIX),
    Published("RCPT", "550 relay not permitted", US, _EXIM),
    Published("RCPT", "550 5.7.1 <ivy@example.com>... Relaying denied", US, "sendmail, cf/README (check_rcpt)"),
    Published("RCPT", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", US, "qmail, qmail-smtpd.c"),
    Published("RCPT", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", US, _MICROSOFT),
    Published("RCPT", "550-5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you've\n550-5.7.1 registered in your G Suite SMTP Relay service doesn't match domain of\n550 5.7.1 the account this email is being sent from. - gsmtp", US, _GOOGLE),
    Published("RCPT", "553 you are trying to use me [mx.messagelabs.com] as a relay, but I have not been configured to let you [192.0.2.1] do this.", US, _FIELD),
    # the greeting, and where we come from
    Published("RCPT", "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", US, _POSTFIX),
    Published("RCPT", "450 4.7.1 <usher>: Helo command rejected: Host not found", US, _POSTFIX),
    Published("RCPT", "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied", US, _POSTFIX),
    Published("RCPT", "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]", US, _POSTFIX),
    Published("RCPT", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1", US, _POSTFIX),
    Published("RCPT", "550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.com/", US, _MICROSOFT),
    Published("RCPT", "550 5.7.1 Service unavailable; client [192.0.2.1] blocked using prs.proofpoint.com", US, _FIELD),
    Published("RCPT", "550 <ivy@example.com>: Bad DNS PTR resource record", US, _FIELD),
    Published("RCPT", "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation", US, _MICROSOFT),
    Published("RCPT", "550 permanent failure for one or more recipients (ivy@example.com:blocked)", US, _FIELD),
    Published("RCPT", "550 Administrative prohibition - envelope blocked - https://community.mimecast.com/docs/DOC-1369#550", US, _MIMECAST),
    Published("RCPT", "530 5.7.1 Client was not authenticated", US, _MICROSOFT),
    Published("RCPT", "550 5.7.23 <ivy@example.com>: Recipient address rejected: Message rejected due to: SPF fail - not authorized", US, "policyd-spf"),
    Published(END, "550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\n550 5.7.26 https://support.google.com/mail/answer/81126 - gsmtp", US, _GOOGLE),
    Published(END, "550 5.7.25 The IP address sending this message does not have a PTR record setup", US, _GOOGLE),
    Published(END, "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP", US, _MICROSOFT),
    Published(END, "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).", US, _FIELD),
    Published("RCPT", "550 5.7.1 <ivy@example.com>: Recipient address rejected: Please see http://www.openspf.net/Why?s=mfrom;id=our@example.com", US, "policyd-spf"),
    Published("RCPT", "553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed.", US, "Yahoo, SMTP error codes"),
    Published("RCPT", "550 Domain example.com has exceeded the max emails per hour (100/100 (100%)) allowed. Message discarded.", US, "cPanel, Exim configuration"),
    # quotas
    Published(END, "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\n550-5.4.5 sending limits go to\n550 5.4.5  https://support.google.com/a/answer/166852 - gsmtp", US, _GOOGLE),
    Published("RCPT", "450 4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error.", US, _GOOGLE),
    Published("RCPT", "550 5.4.5 Daily SMTP relay limit exceeded for customer", US, _GOOGLE),
    Published(END, "421-4.7.28 Our system has detected an unusual rate of unsolicited mail originating\n421 4.7.28 from your IP address. - gsmtp", US, _GOOGLE),
    Published(END, "554 5.2.121 The sender has exceeded the limit for the number of messages they can send to this recipient per hour.", US, _MICROSOFT),
    Published("RCPT", "550 User our@example.com has exceeded its 24-hour sending limit. Messages to 25 recipients out of 25 allowed have been sent.", US, "GoDaddy (nodemailer/nodemailer 1137)"),
    Published("RCPT", "452 4.5.3 Too many recipients received this hour (throttled)", US, _SENDGRID),
    Published("RCPT", "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients", US, _MICROSOFT),
    # the server itself, and the mail's size and content
    Published("RCPT", "452 4.3.1 Insufficient system storage", US, _POSTFIX),
    Published(END, "552 5.3.1 Mail system full", US, "RFC 3463, 3.4"),
    Published(END, "552 5.3.4 Message size exceeds fixed limit", US, _POSTFIX),
    Published(END, "550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=7y4ytdHb or report details to abuse@corp.mail.ru. Error code: 1.", US, _FIELD),
    Published(END, "554 5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc", US, _FIELD),
    Published("RCPT", "550 5.7.1 Policy rejection on the target address", US, _FIELD),
    Published(END, "554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes", US, _FIELD),
    Published(END, "554 Message not allowed - [PH01] Email not accepted for policy reasons.", US, _FIELD),
    Published(END, "550 5.7.1 [CS01] Message rejected due to local policy.", US, _FIELD),
    Published(END, "554 Email rejected due to security policies - https://community.mimecast.com/docs/DOC-1369#554", US, _MIMECAST),
    Published("RCPT", "554 Transaction failed", US, "RFC 5321, 4.2.3, at a command that is not the address's fault"),
    Published(END, "554 delivery error: dd Requested mail action aborted - mta.yahoo.com", US, _FIELD),
    # the invitee's mailbox, by code
    Published("RCPT", "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550-5.1.1 unnecessary spaces. For more information, go to\n550 5.1.1  https://support.google.com/mail/?p=NoSuchUser - gsmtp", MAILBOX, _GOOGLE),
    Published("RCPT", "550 5.2.1 The email account that you tried to reach is disabled.", MAILBOX, _GOOGLE),
    Published("RCPT", "552-5.2.2 The recipient's inbox is out of storage space and inactive. Please direct\n552 5.2.2 the recipient to https://support.google.com/mail/?p=OverQuotaPerm - gsmtp", MAILBOX, _GOOGLE),
    Published("RCPT", "553 5.1.2 We weren't able to find the recipient domain. Please check for any spelling errors", MAILBOX, _GOOGLE),
    Published("RCPT", "553 5.1.3 The recipient address <ivy@example.com> is not a valid RFC 5321 address", MAILBOX, _GOOGLE),
    Published("RCPT", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", MAILBOX, _MICROSOFT),
    Published("RCPT", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", MAILBOX, _MICROSOFT),
    Published("RCPT", "550 5.4.310 DNS domain gmial.example does not exist", MAILBOX, _MICROSOFT),
    Published("RCPT", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; sender not authenticated for group", MAILBOX, _MICROSOFT),
    Published("RCPT", "550 5.1.1 <ivy@example.com>: Recipient address rejected: User unknown in virtual mailbox table", MAILBOX, _POSTFIX),
    Published("RCPT", "550 5.1.1 <ivy@example.com>: Recipient address rejected: undeliverable address: host mx.example.com[192.0.2.2] said: 550 5.1.1 User unknown (in reply to RCPT TO command)", MAILBOX, _POSTFIX),
    Published("RCPT", "556 5.1.10 <ivy@example.com>: Recipient address rejected: Domain example.com does not accept mail (nullMX)", MAILBOX, _POSTFIX),
    Published("RCPT", "551 5.1.6 User has moved; please try <ivy@example.org>", MAILBOX, "RFC 3463, 3.2, and RFC 5321, 3.4"),
    Published("RCPT", "552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]", MAILBOX, _FIELD),
    Published("RCPT", "550 #5.1.0 Address rejected.", MAILBOX, "Cisco Secure Email"),
    Published("RCPT", "550 sorry, no mailbox here by that name (#5.1.1)", MAILBOX, "qmail (vpopmail)"),
    Published(END, "554 5.2.2 mailbox full", MAILBOX, _MICROSOFT),
    # the mailbox in words: without a code, or with one that says nothing
    Published("RCPT", "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)", MAILBOX, _FIELD),
    Published("RCPT", "550 5.7.1 No such user!", MAILBOX, _FIELD),
    Published("RCPT", "550 5.7.1 <ivy@example.com>: Recipient address rejected: User email address is marked as invalid.", MAILBOX, "Proofpoint, " + _FIELD),
    Published("RCPT", "550 No such user (ivy@example.com)", MAILBOX, "Barracuda, " + _FIELD),
    Published("RCPT", "550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550", MAILBOX, _MIMECAST),
    Published("RCPT", "550 Unrouteable address", MAILBOX, _EXIM),
    Published("RCPT", "550 Message was not accepted -- invalid mailbox. Local mailbox ivy@example.com is unavailable: user not found", MAILBOX, "Mail.ru, " + _FIELD),
    Published("RCPT", "554 delivery error: dd This user doesn't have a yahoo.com account (ivy@example.com) [0] - mta.yahoo.com", MAILBOX, _FIELD),
    Published("RCPT", "554 delivery error: dd Sorry, your message to ivy@example.com cannot be delivered. This mailbox is disabled (554.30).", MAILBOX, _FIELD),
    Published("RCPT", "554 delivery error: dd ivy@example.com is no longer valid. [-20]", MAILBOX, _FIELD),
    Published("RCPT", "552 Requested mail action aborted: exceeded storage allocation", MAILBOX, "RFC 5321, 4.2.3"),
    Published("RCPT", "550 5.0.0 <ivy@example.com>... User unknown", MAILBOX, "sendmail"),
    Published("RCPT", "550 Not our Customer", MAILBOX, _FIELD),
    Published("RCPT", "550 5.2.0 <ivy@comcast.net> - Recipient unavailable", MAILBOX, _FIELD),
    Published(END, "550 Mailbox not found. http://service.exmail.qq.com/cgi-bin/help?id=20022", MAILBOX, _FIELD),
    Published("RCPT", "550 You tried to send to recipient(s) that have been marked as inactive. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.", MAILBOX, "Postmark, API error 406"),
    Published("RCPT", "550 Requested action not taken", MAILBOX, "RFC 5321, 4.2.3, with no more than the code"),
    Published("RCPT", "550 Unknown user: sender@example.com", MAILBOX, "an address is no word"),
    # for now
    Published("RCPT", "450 4.2.0 <ivy@example.com>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.com.html", LATER, "Postgrey"),
    Published("RCPT", "451 4.7.1 Greylisting in action, please come back later", LATER, "RFC 6647"),
    Published("RCPT", "451 4.7.1 Service unavailable - try again later", LATER, _FIELD),
    Published("RCPT", "451 Internal resource temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451", LATER, _MIMECAST),
    Published("RCPT", "450 4.1.1 <ivy@example.com>: Recipient address rejected: unverified address: Address verification in progress", LATER, _POSTFIX),
    Published("RCPT", "452 4.2.2 The email account that you tried to reach is over quota.", LATER, _GOOGLE),
    Published("RCPT", "450 4.2.1 The user you are trying to contact is receiving mail too quickly.", LATER, _GOOGLE),
    Published("RCPT", "451 4.3.0 <ivy@example.com>: Temporary lookup failure", LATER, _POSTFIX),
    Published(END, "451 4.3.0 Mail server temporarily rejected message. - gsmtp", LATER, _GOOGLE),
    Published(END, "451 Requested action aborted: local error in processing", LATER, "RFC 5321, 4.2.3"),
)  # fmt: skip
