using System.Buffers.Binary;
using System.Security.Cryptography;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>What a coordinator that lies sends in the place of what it should.</summary>
internal static class Lies
{
    /// <summary>Another total than the sum.</summary>
    public static IEnumerable<TotalChunk> Alter(string how, IReadOnlyList<TotalChunk> chunks)
    {
        var chunk = chunks[0];
        var elements = chunk.Elements.ToByteArray();
        var first = BinaryPrimitives.ReadUInt128LittleEndian(elements);
        switch (how)
        {
            case "element": Write(elements, first + (UInt128.One << 64)); break;
            case "element and stamp":
                Write(elements, first + 1);
                chunk.Stamp = Plus(chunk.Stamp, 1);
                break;
            case "scaled": for (var i = 0; i < elements.Length; i += 16) BinaryPrimitives.WriteUInt128LittleEndian(elements.AsSpan(i), 2 * BinaryPrimitives.ReadUInt128LittleEndian(elements.AsSpan(i))); break;
            case "stamp": chunk.Stamp = Plus(chunk.Stamp, 1); break;
            case "swapped": (elements[..16].AsSpan().ToArray()).CopyTo(elements, 16); Write(elements, BinaryPrimitives.ReadUInt128LittleEndian(chunk.Elements.Span[16..])); break;
            case "short": elements = elements[..^16]; break;
            case "long": elements = [.. elements, .. new byte[16]]; break;
            case "negated": Write(elements, UInt128.Zero - first); break;
            case "zero": elements.AsSpan().Clear(); break;
            case "step": chunk.StepHash = ByteString.CopyFrom(new byte[32]); break;
            default: throw new ArgumentOutOfRangeException(nameof(how));
        }

        chunk.Elements = ByteString.CopyFrom(elements);
        return [chunk];
    }

    private static void Write(byte[] elements, UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(elements, value);

    private static ByteString Plus(ByteString stamp, UInt128 d)
    {
        var bytes = stamp.ToByteArray();
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, (BinaryPrimitives.ReadUInt128LittleEndian(bytes) + d) % ((UInt128.One << 127) - 1));
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>Other hellos than were said.</summary>
    public static void Forge(string how, string site, Hellos hellos)
    {
        var peer = hellos.Hellos_.First(h => h.Site != site);
        var own = hellos.Hellos_.First(h => h.Site == site);
        switch (how)
        {
            case "key of a peer":
                using (var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256)) peer.EphemeralKey = Point(key);
                break;
            case "key off the curve":
                var off = peer.EphemeralKey.ToByteArray();
                off[^1] ^= 1;
                peer.EphemeralKey = ByteString.CopyFrom(off);
                break;
            case "own key echoed": peer.EphemeralKey = own.EphemeralKey; break;
            case "commitment": peer.ShareCommitment = ByteString.CopyFrom(new byte[32]); break;
            case "signature": peer.Signature = own.Signature; break;
            case "peer left out": hellos.Hellos_.Remove(peer); break;
            case "peer twice": hellos.Hellos_[hellos.Hellos_.IndexOf(hellos.Hellos_.Last(h => h.Site != site))] = peer; break;
            case "invented site": peer.Site = "s9"; break;
            case "own hello": own.Nonce = ByteString.CopyFrom(new byte[own.Nonce.Length]); break;
            default: throw new ArgumentOutOfRangeException(nameof(how));
        }
    }

    private static ByteString Point(ECDiffieHellman key)
    {
        var q = key.ExportParameters(false).Q;
        return ByteString.CopyFrom([4, .. q.X!, .. q.Y!]);
    }

    /// <summary>Other shares than the peers sealed.</summary>
    public static PeerShares Tamper(string how, string site, Dictionary<string, PeerShares> shares)
    {
        var mine = shares[site].Clone();
        switch (how)
        {
            case "swapped": (mine.Shares[0].Sealed, mine.Shares[1].Sealed) = (mine.Shares[1].Sealed, mine.Shares[0].Sealed); break;
            case "reflected":
                var back = shares.Values.SelectMany(s => s.Shares).First(s => s.From == site && s.To == mine.Shares[0].From);
                mine.Shares[0].Sealed = back.Sealed;
                break;
            case "changed":
                var bytes = mine.Shares[0].Sealed.ToByteArray();
                bytes[20] ^= 1;
                mine.Shares[0].Sealed = ByteString.CopyFrom(bytes);
                break;
            case "missing": mine.Shares.RemoveAt(0); break;
            default: throw new ArgumentOutOfRangeException(nameof(how));
        }

        return mine;
    }

    /// <summary>Another contract than the sites agreed to.</summary>
    public static void Change(string how, Contract contract)
    {
        switch (how)
        {
            case "roster": contract.RosterHash = ByteString.CopyFrom(new byte[32]); break;
            case "invented site":
                contract.Sites.Add("s9");
                contract.SnapshotHashes.Add(ByteString.CopyFrom(new byte[32]));
                break;
            case "sites out of order": (contract.Sites[0], contract.Sites[1]) = (contract.Sites[1], contract.Sites[0]); break;
            case "expired": contract.Expires = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddSeconds(-1)); break;
            case "snapshot": for (var i = 0; i < contract.SnapshotHashes.Count; i++) contract.SnapshotHashes[i] = ByteString.CopyFrom(new byte[32]); break;
            case "dictionary": contract.DictionaryHash = ByteString.CopyFrom(new byte[32]); break;
            case "snapshots missing": contract.SnapshotHashes.Clear(); break;
            case "no question": contract.Question = null; break;
            case "one site":
                while (contract.Sites.Count > 1) contract.Sites.RemoveAt(contract.Sites[0] == "s1" ? 1 : 0);
                while (contract.SnapshotHashes.Count > 1) contract.SnapshotHashes.RemoveAt(contract.SnapshotHashes.Count - 1);
                break;
            case "version": contract.AlgorithmVersion++; break;
            default: throw new ArgumentOutOfRangeException(nameof(how));
        }
    }
}
