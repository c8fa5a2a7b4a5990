using System.Text;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Patterns;

/// <summary>Where a rendered text lies: at the edges of a field, so that <c>^</c> and <c>$</c> hold, or somewhere inside.</summary>
internal enum Edges
{
    Taken,
    Avoided,
}

/// <summary>How a pattern is rendered.</summary>
/// <param name="Groups">Texts of groups, by name or number; other groups are made up.</param>
internal sealed record Rendering(IReadOnlyDictionary<string, string> Groups, Edges Edges);

/// <summary>A part of a regular expression that can render a text which matches it.</summary>
internal abstract record PatternNode
{
    private const int MostExtra = 3;

    /// <summary>Whether the part matches a place and no character.</summary>
    protected virtual bool IsAnchor => false;

    /// <summary>Appends a text that matches.</summary>
    public abstract void Render(StringBuilder text, Draw draw, Rendering rendering);

    internal sealed record Literal(char Value) : PatternNode
    {
        public override void Render(StringBuilder text, Draw draw, Rendering rendering) => text.Append(Value);
    }

    /// <summary>One of several characters; <paramref name="Choices"/> holds the plainest ones that match.</summary>
    internal sealed record Set(string Choices) : PatternNode
    {
        public bool IsBlank { get; } = string.IsNullOrWhiteSpace(Choices);

        public override void Render(StringBuilder text, Draw draw, Rendering rendering) => text.Append(Choices[draw.Below(Choices.Length)]);
    }

    internal sealed record Anchor : PatternNode
    {
        protected override bool IsAnchor => true;

        public override void Render(StringBuilder text, Draw draw, Rendering rendering)
        {
        }
    }

    internal sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode
    {
        protected override bool IsAnchor => Parts.Count > 0 && Parts.All(p => p.IsAnchor);

        public override void Render(StringBuilder text, Draw draw, Rendering rendering)
        {
            for (var i = 0; i < Parts.Count; i++)
                Parts[i].Render(text, draw.At(i), rendering);
        }
    }

    internal sealed record Alternation(IReadOnlyList<PatternNode> Branches) : PatternNode
    {
        public override void Render(StringBuilder text, Draw draw, Rendering rendering)
        {
            // (?:,|$): at an edge the anchor is the natural choice, inside a text it cannot hold.
            var fitting = Branches.Where(b => b.IsAnchor == (rendering.Edges == Edges.Taken)).ToList();
            draw.Pick(fitting.Count > 0 ? fitting : Branches).Render(text, draw.At("branch"), rendering);
        }
    }

    internal sealed record Repeat(PatternNode Part, int Least, int Most) : PatternNode
    {
        public override void Render(StringBuilder text, Draw draw, Rendering rendering)
        {
            var extra = Part is Set { IsBlank: true } ? 0 : Math.Min(Most - Least, MostExtra);
            var count = Least + draw.Below(extra + 1);
            for (var i = 0; i < count; i++)
                Part.Render(text, draw.At(i), rendering);
        }
    }

    internal sealed record Group(string Name, PatternNode Content) : PatternNode
    {
        public override void Render(StringBuilder text, Draw draw, Rendering rendering)
        {
            if (rendering.Groups.TryGetValue(Name, out var given))
                text.Append(given);
            else
                Content.Render(text, draw, rendering);
        }
    }
}
