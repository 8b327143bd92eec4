using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Cli.Output;

/// <summary>What the signatures of a run are worth, for `fedonco show`.</summary>
internal static class CertificateText
{
    public static void Write(Run run, TextWriter writer)
    {
        if (Certificate.Of(run) is not { } certificate) return;
        writer.WriteLine(certificate.IsWhole
            ? $"certificate verified: all {certificate.Sites.Count} centres signed this contract and the totals; their identity keys, to compare with the centres:"
            : $"certificate NOT verified: the signatures of {string.Join(", ", certificate.Sites.Except(certificate.Verified))} do not fit this contract and its totals");
        foreach (var (site, fingerprint) in certificate.Sites.Zip(certificate.Fingerprints))
            writer.WriteLine($"  {site}  {string.Join(' ', fingerprint.Chunk(4).Select(group => new string(group)))}");
    }
}
