using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Client;

/// <summary>The certificate of a run, checked here and not at the coordinator: every site signed the contract and the totals that it verified.</summary>
/// <param name="Sites">The contract's sites, in its order.</param>
/// <param name="Fingerprints">SHA-256 of each site's identity key, hexadecimal: to be compared with what the centres say.</param>
/// <param name="Verified">Sites whose signature is right.</param>
/// <remarks>It holds against a coordinator where the fingerprints are those of the centres. Layout of the signed bytes: docs/secure-sums.md.</remarks>
public sealed record Certificate(IReadOnlyList<string> Sites, IReadOnlyList<string> Fingerprints, IReadOnlyList<string> Verified)
{
    /// <summary>Whether every site of the contract signed.</summary>
    public bool IsWhole => Sites.Count > 0 && Verified.Count == Sites.Count;

    /// <summary>The certificate of a completed run; null where the run has none.</summary>
    public static Certificate? Of(Run run)
    {
        if (run.Provenance is not { Contract: { } contract } provenance || provenance.IdentityKeys.Count != contract.Sites.Count) return null;
        var bound = IsBound(provenance, contract);
        var verified = contract.Sites.Where((_, i) => bound && i < provenance.EndSignatures.Count && IsSigned(provenance, i)).ToList();
        return new Certificate([.. contract.Sites], [.. provenance.IdentityKeys.Select(k => Convert.ToHexStringLower(SHA256.HashData(k.Span)))], verified);
    }

    /// <summary>The contract is the one that was hashed, and it names these keys.</summary>
    private static bool IsBound(Provenance provenance, Contract contract)
    {
        var roster = contract.Sites.Zip(provenance.IdentityKeys).SelectMany(e => new[] { Encoding.UTF8.GetBytes(e.First), e.Second.ToByteArray() });
        return provenance.ContractHash.Span.SequenceEqual(SHA256.HashData(Fields("contract", contract.ToByteArray())))
            && contract.RosterHash.Span.SequenceEqual(SHA256.HashData(Fields("roster", [.. roster])));
    }

    private static bool IsSigned(Provenance provenance, int site)
    {
        var index = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(index, provenance.Sums);
        var end = Fields("end", provenance.ContractHash.ToByteArray(), index, provenance.LastTranscriptHash.ToByteArray());
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(provenance.IdentityKeys[site].Span, out _);
            return key.VerifyData(end, provenance.EndSignatures[site].Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Fields(string label, params byte[][] fields)
    {
        var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes("fedonco/v1/" + label));
        var length = new byte[4];
        foreach (var field in fields)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
            bytes.Write(length);
            bytes.Write(field);
        }

        return bytes.ToArray();
    }
}
