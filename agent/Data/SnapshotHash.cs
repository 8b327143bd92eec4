using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Agent.Data;

/// <summary>Says whether mapping or files of a dataset changed; keyed, so that it says nothing else.</summary>
internal static class SnapshotHash
{
    /// <param name="data">Dataset.</param>
    /// <param name="fingerprint">Of the rows of a warehouse; null for files, whose bytes are hashed.</param>
    /// <param name="localKey">Secret of this site.</param>
    public static byte[] Of(MappedDataset data, string? fingerprint, ReadOnlySpan<byte> localKey)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, localKey);
        foreach (var entry in data.Others.Values.Select(o => o.Entry).Prepend(data.Entry)) Append(hash, entry);
        if (fingerprint is not null) hash.AppendData(Encoding.UTF8.GetBytes(fingerprint));
        return hash.GetHashAndReset();
    }

    /// <summary>What a check of the files depends on: they themselves, the dictionary, and the program that checks.</summary>
    /// <param name="data">Dataset.</param>
    /// <param name="files">From <see cref="Of"/>.</param>
    /// <param name="localKey">Secret of this site.</param>
    /// <param name="build">Of the program that checks.</param>
    public static byte[] OfCheck(MappedDataset data, ReadOnlySpan<byte> files, ReadOnlySpan<byte> localKey, Guid build)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, localKey);
        hash.AppendData(files);
        foreach (var dataset in data.Others.Values.Select(o => o.Dataset).Prepend(data.Dataset)) hash.AppendData(Hashes.Dataset(dataset));
        hash.AppendData(build.ToByteArray());
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, CatalogueEntry entry)
    {
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entry, CatalogueEntryJson.Default.CatalogueEntry))));
        foreach (var file in entry.Source.Files.Where(File.Exists))
        {
            using var stream = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(stream));
        }
    }
}
