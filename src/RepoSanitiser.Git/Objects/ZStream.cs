using System.Runtime.InteropServices;

namespace RepoSanitiser.Git.Objects;

/// <summary>What zlib, as .NET brings it along, is told and tells of a stream: <c>PAL_ZStream</c> of its native library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZStream
{
    public byte* NextIn;
    public byte* NextOut;
    public byte* Message;
    public void* State;
    public uint AvailIn;
    public uint AvailOut;
}
