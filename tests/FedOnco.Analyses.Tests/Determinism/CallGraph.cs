using Mono.Cecil;

namespace FedOnco.Analyses.Tests.Determinism;

/// <summary>Everything that a program can reach in FedOnco's own assemblies, and what it calls outside them.</summary>
internal sealed class CallGraph
{
    private static readonly string[] Banned =
    [
        "MathNet.", "System.Numerics.Tensors.", "System.Numerics.Vector", "System.Runtime.Intrinsics.", "System.Threading.Tasks.Parallel",
        "System.Random", "System.DateTime", "System.Environment", "System.TimeProvider", "System.Guid", "System.Diagnostics.Stopwatch",
    ];

    private static readonly HashSet<string> AllowedMath = ["Abs", "Max", "Min", "Sqrt", "Floor", "Ceiling", "Round", "Clamp", "ILogB", "Sign"];

    private readonly HashSet<string> _seen = [];
    private readonly Queue<MethodDefinition> _open = new();
    private readonly List<TypeDefinition> _types;

    private CallGraph(IEnumerable<string> assemblies) => _types = [.. assemblies.Select(a => AssemblyDefinition.ReadAssembly(a)).SelectMany(a => a.MainModule.GetTypes())];

    public List<string> Violations { get; } = [];

    public static CallGraph Walk(IEnumerable<string> assemblies, Func<TypeDefinition, bool> isProgram)
    {
        var graph = new CallGraph(assemblies);
        foreach (var method in graph._types.Where(isProgram).SelectMany(t => t.Methods)) graph.Visit(method);
        while (graph._open.TryDequeue(out var method)) graph.Scan(method);
        return graph;
    }

    /// <summary>Methods reached.</summary>
    public int Reached => _seen.Count;

    private void Visit(MethodDefinition method)
    {
        if (_seen.Add(method.FullName)) _open.Enqueue(method);
    }

    private void Scan(MethodDefinition method)
    {
        if (!method.HasBody) return;
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.Operand is MethodReference called) Follow(method, called);
            else if (instruction.Operand is TypeReference type) Follow(type);
        }
    }

    private void Follow(MethodDefinition from, MethodReference called)
    {
        var owner = called.DeclaringType.GetElementType().FullName;
        if (Banned.Any(b => owner.StartsWith(b, StringComparison.Ordinal)) || (owner == "System.Math" && !AllowedMath.Contains(called.Name)))
            Violations.Add($"{from.FullName} calls {owner}.{called.Name}");
        var target = _types.Find(t => t.FullName == owner);
        if (target is null) return;
        if (owner.EndsWith("IFederation", StringComparison.Ordinal)) return;
        foreach (var method in target.Methods.Where(m => m.Name == called.Name)) Visit(method);
        // An override may be what really runs: follow those of every derived type, and of implementations of an interface.
        foreach (var derived in _types.Where(t => t.BaseType?.GetElementType().FullName == owner || t.Interfaces.Any(i => i.InterfaceType.GetElementType().FullName == owner)))
        {
            foreach (var method in derived.Methods.Where(m => m.Name == called.Name)) Visit(method);
        }

        // The state machine of an async method or iterator.
        foreach (var nested in target.NestedTypes.Where(n => n.Name.Contains($"<{called.Name}>", StringComparison.Ordinal))) Follow(nested);
    }

    /// <summary>Closures and state machines: all their methods belong to the method that makes them.</summary>
    private void Follow(TypeReference type)
    {
        var target = _types.Find(t => t.FullName == type.GetElementType().FullName);
        if (target is null || !target.Name.Contains('<', StringComparison.Ordinal)) return;
        foreach (var method in target.Methods.Where(m => m.Name == "MoveNext")) Visit(method);
    }
}
