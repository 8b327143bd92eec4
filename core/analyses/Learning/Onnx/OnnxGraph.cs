using FedOnco.Protos.Onnx;
using Google.Protobuf;

namespace FedOnco.Analyses.Learning.Onnx;

/// <summary>Builds a graph node by node; every value is a column of as many rows as are scored.</summary>
internal sealed class OnnxGraph
{
    private const int Float = 1;
    private const int Text = 8;

    private readonly GraphProto _graph = new() { Name = "model" };
    private int _next;

    /// <summary>A column of numbers that the caller gives.</summary>
    public string Number(string name) => Input(name, Float);

    /// <summary>A column of levels as texts.</summary>
    public string Category(string name) => Input(name, Text);

    public string Constant(float value) => Tensor([1, 1], [value]);

    public string Tensor(long[] shape, IEnumerable<float> values)
    {
        var tensor = new TensorProto { Name = $"t{_next++}", DataType = Float };
        tensor.Dims.AddRange(shape);
        tensor.FloatData.AddRange(values);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>An operator of the default set.</summary>
    public string Node(string type, string[] inputs, params AttributeProto[] attributes) => Add("", type, inputs, attributes, null);

    /// <summary>An operator of the machine learning set.</summary>
    public string Learning(string type, string[] inputs, params AttributeProto[] attributes) => Add("ai.onnx.ml", type, inputs, attributes, null);

    public void Output(string name, string value)
    {
        Add("", "Identity", [value], [], name);
        _graph.Output.Add(Column(name, Float));
    }

    public ModelProto Build(string producer, string description)
    {
        var model = new ModelProto { IrVersion = 8, ProducerName = producer, DocString = description, Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 3 });
        return model;
    }

    public static AttributeProto Whole(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Real(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    public static AttributeProto Word(string name, string value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Wholes(string name, IEnumerable<long> values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    public static AttributeProto Reals(string name, IEnumerable<float> values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Floats, Floats = { values } };

    public static AttributeProto Words(string name, IEnumerable<string> values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Strings, Strings = { values.Select(ByteString.CopyFromUtf8) } };

    private string Input(string name, int type)
    {
        _graph.Input.Add(Column(name, type));
        return name;
    }

    private string Add(string domain, string type, string[] inputs, AttributeProto[] attributes, string? output)
    {
        var node = new NodeProto { OpType = type, Domain = domain, Name = $"n{_next}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output ?? $"v{_next}");
        node.Attribute.AddRange(attributes);
        _next++;
        _graph.Node.Add(node);
        return node.Output[0];
    }

    private static ValueInfoProto Column(string name, int type) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TensorType
            {
                ElemType = type,
                Shape = new TensorShapeProto { Dim = { new TensorDimension { DimParam = "rows" }, new TensorDimension { DimValue = 1 } } },
            },
        },
    };
}
