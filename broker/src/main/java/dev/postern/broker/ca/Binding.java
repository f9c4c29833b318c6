package dev.postern.broker.ca;

import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;

import java.io.IOException;

/// What a client certificate is good for: one person, one target, one sign-in. Stands in the critical extension [#OID]:
///
/// ```
/// Binding ::= SEQUENCE {
///   version INTEGER (1),
///   issuer  UTF8String,   -- the person's identity provider
///   subject UTF8String,   -- the person there
///   target  UTF8String,
///   login   UTF8String }  -- the sign-in's id
/// ```
///
/// A reader refuses every other version: a later one may restrict what an earlier reader does not know.
record Binding(String issuer, String subject, String target, String login) {

    /// In the arc of UUIDs (ITU-T X.667), which needs no registration.
    static final ASN1ObjectIdentifier OID =
            new ASN1ObjectIdentifier("2.25.121637452079018324450731938527712208133");

    private static final int VERSION = 1;
    private static final int FIELDS = 5;

    /// The key of the person, as the identity package spells it.
    String personId() {
        return issuer + "|" + subject;
    }

    ASN1Object toAsn1() {
        ASN1EncodableVector fields = new ASN1EncodableVector(FIELDS);
        fields.add(new ASN1Integer(VERSION));
        fields.add(new DERUTF8String(issuer));
        fields.add(new DERUTF8String(subject));
        fields.add(new DERUTF8String(target));
        fields.add(new DERUTF8String(login));
        return new DERSequence(fields);
    }

    /// Reads the extension's value, an OCTET STRING around the sequence.
    ///
    /// @throws IOException if it is anything else
    static Binding read(byte[] extensionValue) throws IOException {
        try {
            byte[] octets = ASN1OctetString.getInstance(extensionValue).getOctets();
            ASN1Sequence fields = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(octets));
            if (fields.size() != FIELDS
                    || ASN1Integer.getInstance(fields.getObjectAt(0)).intValueExact() != VERSION) {
                throw new IOException("the binding is not version " + VERSION);
            }
            return new Binding(text(fields, 1), text(fields, 2), text(fields, 3), text(fields, 4));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("the binding is malformed", e);
        }
    }

    private static String text(ASN1Sequence fields, int at) throws IOException {
        String text = ASN1UTF8String.getInstance(fields.getObjectAt(at)).getString();
        if (text.isEmpty()) {
            throw new IOException("the binding has an empty field");
        }
        return text;
    }
}
