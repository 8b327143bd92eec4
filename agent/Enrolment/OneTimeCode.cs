using FedOnco.Protos;

namespace FedOnco.Agent.Enrolment;

/// <summary>"fo1-SECRET-FINGERPRINT": a secret that works once, and the SHA-256 of the coordinator's certificate authority.</summary>
internal sealed record OneTimeCode(string Text, byte[] AuthorityHash)
{
    /// <exception cref="FedOncoException">WrongFile where it is no code.</exception>
    public static OneTimeCode Parse(string text)
    {
        var parts = text.Trim().Split('-');
        if (parts is ["fo1", { Length: > 0 }, { Length: 64 } hash] && hash.All(Uri.IsHexDigit)) return new OneTimeCode(text.Trim(), Convert.FromHexString(hash));
        throw new FedOncoException(ErrorReason.WrongFile, "That is not a one-time code: it looks like fo1-XXXX-XXXX, from `fedonco-coordinator agent invite SITE`.");
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => "one-time code";
}
