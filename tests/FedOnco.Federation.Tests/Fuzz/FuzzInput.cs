using FedOnco.Fuzz;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Federation.Tests.Fuzz;

/// <summary>Bodies and headers of calls: sound, nearly sound, and anything.</summary>
/// <param name="words">What the coordinator knows.</param>
/// <param name="tokens">Good, expired, unknown, none.</param>
/// <param name="blobs">Bytes that it knows.</param>
internal sealed class FuzzInput(IReadOnlyList<string> words, IReadOnlyList<string> tokens, IReadOnlyList<ByteString> blobs)
{
    /// <summary>Beyond what the coordinator takes.</summary>
    private const int Oversize = 9 << 20;

    private static readonly string[] Timeouts = ["1S", "0n", "99999999H", "x", "-1S", "1"];
    private static readonly string[] Encodings = ["gzip", "identity", "deflate", "none", "gzip,gzip"];

    public byte[] Body(MethodDescriptor method, Random random)
    {
        var messages = new RandomMessages(random, words, blobs);
        if (method.IsClientStreaming) return [.. Enumerable.Range(0, random.Next(4)).SelectMany(i => Message(messages, method, random, first: i == 0))];
        return Message(messages, method, random, first: true);
    }

    public List<(string Name, string Value)> Headers(Random random)
    {
        var headers = new List<(string, string)>();
        // Most callers are who they should be: the others get no further than the door.
        var token = random.Next(4) == 0 ? tokens[random.Next(tokens.Count)] : tokens[0];
        if (token.Length > 0 || random.Next(2) == 0) headers.Add(("authorization", (random.Next(20) == 0 ? "Basic " : "Bearer ") + token));
        if (random.Next(10) == 0) headers.Add(("authorization", "Bearer ey" + Convert.ToBase64String(Mutations.Bytes(random, 60)) + ".e30." + Convert.ToBase64String(Mutations.Bytes(random, 60))));
        if (random.Next(10) == 0) headers.Add(("grpc-timeout", Timeouts[random.Next(Timeouts.Length)]));
        if (random.Next(10) == 0) headers.Add(("grpc-encoding", Encodings[random.Next(Encodings.Length)]));
        if (random.Next(10) == 0) headers.Add(("grpc-accept-encoding", Encodings[random.Next(Encodings.Length)]));
        if (random.Next(10) == 0) headers.Add(("noise-bin", random.Next(2) == 0 ? "no base64 !" : Convert.ToBase64String(Mutations.Bytes(random, 60))));
        if (random.Next(10) == 0) headers.Add(("noise", new string([.. Enumerable.Range(0, random.Next(300)).Select(_ => (char)random.Next(32, 127))])));
        if (random.Next(200) == 0) headers.Add(("noise", new string('n', 20 << 10)));
        return headers;
    }

    private static byte[] Message(RandomMessages messages, MethodDescriptor method, Random random, bool first)
    {
        var type = method.InputType;
        // A stream begins with a sound announcement more often than not.
        var sound = (first && method.Name == "Connect" && random.Next(3) > 0 ? new Protos.FromAgent { Announcement = new Protos.Announcement { ProtocolVersions = { 1 } } } : messages.Of(type)).ToByteArray();
        return random.Next(12) switch
        {
            0 => RawCaller.Frame(Mutations.Bytes(random, 400)),
            1 => Mutations.Bytes(random, 400),
            2 => RawCaller.Frame(sound, length: (uint)random.NextInt64(uint.MaxValue)),
            3 => RawCaller.Frame(sound, flags: (byte)random.Next(256)),
            4 => [.. RawCaller.Frame(sound), .. RawCaller.Frame(sound)],
            5 => random.Next(20) == 0 ? RawCaller.Frame(new byte[Oversize]) : [],
            6 or 7 or 8 => RawCaller.Frame(Mutations.Of(sound, random)),
            _ => RawCaller.Frame(sound),
        };
    }
}
