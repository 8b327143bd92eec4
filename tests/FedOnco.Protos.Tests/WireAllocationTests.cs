using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Protos.Tests;

/// <summary>Whatever bytes come in, reading them as any message of the wire takes memory in proportion to them, never to a length that they declare.</summary>
public class WireAllocationTests
{
    private const int Seed = 20_261;

    // Two bytes may be an empty message of their own: an object.
    private const int MostPerByte = 400;
    private const int MostBesides = 1 << 16;

    public static TheoryData<string> Messages => [.. Descriptors.Keys.Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, MessageDescriptor> Descriptors = typeof(FromAgent).Assembly.GetTypes()
        .Where(t => typeof(IMessage).IsAssignableFrom(t) && !t.IsAbstract)
        .Select(t => ((IMessage)Activator.CreateInstance(t)!).Descriptor)
        .ToDictionary(d => d.FullName, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Messages))]
    public void ParseFrom_AnyBytes_AllocatesInProportion(string name)
    {
        var parser = Descriptors[name].Parser;
        var random = new Random(Seed);
        // What the runtime and the parser set up once is not counted.
        for (var i = 0; i < 20; i++) Parse(parser, Input(Descriptors[name], random, i));
        for (var i = 0; i < 400; i++)
        {
            var input = Input(Descriptors[name], random, i);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Parse(parser, input);
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken <= (MostPerByte * (long)input.Length) + MostBesides, $"{name}: {taken} bytes for {Convert.ToHexString(input)}");
        }
    }

    /// <summary>Random bytes, or a field of the message that declares up to two gigabytes and brings few.</summary>
    private static byte[] Input(MessageDescriptor message, Random random, int round)
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        var fields = message.Fields.InDeclarationOrder();
        if (round % 2 == 0 || fields.Count == 0) return bytes;
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                output.WriteTag(fields[random.Next(fields.Count)].FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteLength(random.Next(2) == 0 ? random.Next(40) : random.Next(int.MaxValue));
                output.WriteRawTag((byte)random.Next(256));
            }
        }

        stream.Write(bytes);
        return stream.ToArray();
    }

    private static void Parse(MessageParser parser, byte[] input)
    {
        try
        {
            parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException)
        {
            // Malformed: nothing was taken.
        }
    }
}
