using System.IO.Compression;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Analyses.Tests.Determinism;

/// <summary>A run as its parties saw it: the question, the dictionary, and of every sum the step's hash and the total's bits.</summary>
internal sealed record RecordedRun(string Call, Dataset Dataset, string[] Sites, IReadOnlyList<(byte[] StepHash, double[] Total)> Sums)
{
    public static RecordedRun Of(string call, StudyContext context, IEnumerable<(Step Step, Total Total)> sums) =>
        new(call, context.Dataset, [.. context.Sites], [.. sums.Select(s => (s.Step.Hash(), s.Total.Values.ToArray()))]);

    public static RecordedRun Read(string file)
    {
        using var reader = new BinaryReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var call = reader.ReadString();
        var dataset = Dataset.Parser.ParseFrom(reader.ReadBytes(reader.ReadInt32()));
        var sites = reader.ReadString().Split('\n');
        var sums = new (byte[], double[])[reader.ReadInt32()];
        for (var i = 0; i < sums.Length; i++)
        {
            var hash = reader.ReadBytes(32);
            var total = new double[reader.ReadInt32()];
            for (var j = 0; j < total.Length; j++) total[j] = reader.ReadDouble();
            sums[i] = (hash, total);
        }

        return new RecordedRun(call, dataset, sites, sums);
    }

    public void Write(string file)
    {
        using var writer = new BinaryWriter(new GZipStream(File.Create(file), CompressionLevel.SmallestSize));
        writer.Write(Call);
        var dataset = Dataset.ToByteArray();
        writer.Write(dataset.Length);
        writer.Write(dataset);
        writer.Write(string.Join('\n', Sites));
        writer.Write(Sums.Count);
        foreach (var (hash, total) in Sums)
        {
            writer.Write(hash);
            writer.Write(total.Length);
            foreach (var value in total) writer.Write(value);
        }
    }
}
