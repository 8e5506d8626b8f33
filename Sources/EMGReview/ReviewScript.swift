/// The script of a review, run before the page's own, whose trace it feeds.
enum ReviewScript {
  static let text = #"""
    const $=s=>document.querySelector(s),tiles=new Map();let box,view,d,all=[],current=null,
     adding=null,hold=null,busy=Promise.resolve();
    // A tile of extremes or samples; asked for when it is first needed.
    function tile(c,level,index){const key=c.index+"/"+level+"/"+index;
     if(!tiles.has(key)){if(tiles.size>600)tiles.clear();tiles.set(key,null);
      fetch("tile/"+key).then(r=>r.ok?r.arrayBuffer():new ArrayBuffer(0)).then(b=>{
       tiles.set(key,new Float32Array(b));view&&view.again()}).catch(()=>tiles.delete(key))}
     return tiles.get(key)}
    function level(c,from,width,per){
     let n=0;while(n+1<(levels[c.index]||1)&&Math.pow(factor,n+1)<=per)n++;
     const bin=Math.pow(factor,n),size=n?tileValues/2:tileValues,
      first=Math.max(0,Math.floor(from*c.rate/bin)-1),
      last=Math.min(Math.ceil(d.duration*c.rate/bin),Math.ceil((from+width)*c.rate/bin)+1),
      low=new Float32Array(last-first+1).fill(-32768),high=n?low.slice():low;
     for(let t=Math.floor(first/size);t*size<=last;t++){const v=tile(c,n,t);
      if(!v||!v.length)continue;
      for(let i=Math.max(first,t*size);i<=last&&i<(t+1)*size;i++){const k=i-t*size;
       const a=n?v[2*k]:v[k],b=n?v[2*k+1]:a;
       if(a===a){low[i-first]=a;high[i-first]=b}}}
     return{bin,low,high,first}}
    const shown=()=>{const s=$("#review-show").value,t=$("#review-type").value;
     return all.filter(e=>(s==="all"||e.status===s||e===current)&&(!t||typeNames[e[0]]===t))};
    // The strips by the decisions: what is rejected is a cross, what has another label goes to its row.
    const times={},space="http://www.w3.org/2000/svg";
    function strips(){document.querySelectorAll("svg[data-strip]").forEach(svg=>{
     const s=JSON.parse(svg.dataset.strip),X=t=>s.left+Math.min(1,Math.max(0,t/d.duration))*
       (s.right-s.left),paths={};
     let g=svg.querySelector("g");if(!g){svg.querySelectorAll("path[class^='c-']").forEach(p=>p.remove());
      g=document.createElementNS(space,"g");svg.append(g)}
     function put(e,row,from,to){const band=s.bands[e[0]]||[0,1],y=row.y+band[0]*row.height,
       h=band[1]*row.height,a=X(from),b=Math.max(X(to),a+1);
      const key="c-"+typeNames[e[0]]+" "+e.status,p=paths[key+y]||(paths[key+y]={key,d:"",a:-9,b:-9,y,h});
      if(a<=p.b+.3){p.b=Math.max(p.b,b);return}
      flush(p);p.a=a;p.b=b}
     function flush(p){if(p.b<0)return;
      p.d+=p.key.endsWith("rejected")?"M"+((p.a+p.b)/2-3).toFixed(1)+" "+(p.y+p.h/2-3).toFixed(1)+"l6 6m0-6l-6 6":
       "M"+p.a.toFixed(1)+" "+p.y.toFixed(1)+"h"+(p.b-p.a).toFixed(1)+"v"+p.h.toFixed(1)+"h"+(p.a-p.b).toFixed(1)+"z"}
     for(const e of d.events){
      const row=s.rows.find(r=>r.channel===e[1]&&(r.type===undefined||r.type===e[0]))||
       (s.rows.some(r=>r.channel===e[1])?{y:1,height:6}:null);
      if(row)(times[e.id]||[null]).forEach(t=>t===null?put(e,row,e[2],e[2]+e[3]):put(e,row,t,t))}
     const done=Object.values(paths);done.forEach(flush);
     g.replaceChildren(...done.map(p=>{const x=document.createElementNS(space,"path");
      x.setAttribute("class",p.key.endsWith("rejected")?"rejected":p.key);x.setAttribute("d",p.d);return x}))})}
    const words={undecided:"undecided",accepted:"accepted",rejected:"rejected"};
    function choose(e,still){current=e;d.selected=e;
     if(!e){$("#review-now").textContent="No event is chosen.";view.again();return}
     $("#review-label").value=typeNames[e[0]];
     if(view.channel().index!==e[1])view.choose(e[1]);
     if(!still&&(e[2]<view.from||e[2]+e[3]>view.from+view.width||view.width>Math.max(2,e[3]*20)||
       view.width<e[3])){
      const w=Math.min(d.duration,Math.max(.4,e[3]*3));view.go(e[2]+e[3]/2-w/2,w)}
     const list=shown(),n=list.indexOf(e);
     $("#review-now").textContent=(n+1)+" of "+list.length+": "+d.types[e[0]]+", "+
      view.channel().name+", "+e[2].toFixed(4)+" s, "+(e[3]*1000).toFixed(1)+" ms, "+
      words[e.status]+(e.added?", added by hand":"");view.again()}
    function step(k){const list=shown();if(!list.length)return choose(null);
     let n=list.indexOf(current);
     if(n<0){const m=view.from+view.width/2;n=list.findIndex(e=>e[2]>m);
      n=k>0?(n<0?list.length-1:n):(n<0?list.length-1:n-1)}else n+=k;
     choose(list[Math.max(0,Math.min(list.length-1,n))])}
    // After a decision: the next event that has none.
    function on(){const list=shown(),n=list.indexOf(current);
     const e=list.slice(n+1).find(x=>x.status==="undecided");if(e)choose(e);else choose(current,1)}
    function take(state){const id=current&&current.id;
     all=state.events.map(e=>{const x=[typeNames.indexOf(e.type),e.channel_index,e.onset_s,
       e.duration_s,e.threshold_uv,e.motor_unit,e.confidence,e.peak_to_peak_uv];
      x.id=e.id;x.status=e.status;x.added=e.added;return x}).sort((a,b)=>a[2]-b[2]||a[1]-b[1]);
     d.events.splice(0,d.events.length,...all.filter(e=>!(e.added&&e.status==="rejected")));
     all=d.events.slice();
     current=all.find(e=>e.id===id)||null;d.selected=current;
     const p=document.querySelector("progress");p.max=Math.max(1,state.all);p.value=state.decided;
     $("#review-progress").textContent=state.decided+" of "+state.all+" decided"+
      (state.added?", "+state.added+" added":"")+
      (state.unmatched_confirmed?"; "+state.unmatched_confirmed+
       " confirmed before and no longer found are kept":"")+
      (state.unmatched_rejected?"; "+state.unmatched_rejected+
       " earlier rejections name nothing that is found now":"");
     $("[data-review=undo]").disabled=!state.can_undo;$("[data-review=redo]").disabled=!state.can_redo;
     const t=$("#export-truth");
     if(state.decided===state.all){t.href="truth.json";t.removeAttribute("aria-disabled");
      t.title=""}
     else{t.removeAttribute("href");t.setAttribute("aria-disabled","true");
      t.title="when every event is decided"}
     $("#export-reviewed").href="reviewed.json";
     if(view){strips();choose(current,1);view.again()}}
    function send(path,body,then){busy=busy.then(async()=>{try{
      const r=await fetch(path,body===undefined?{}:{method:"POST",
       headers:{"Content-Type":"application/json"},body:JSON.stringify(body)});
      const answer=await r.json();
      if(!r.ok)throw new Error(answer.error||r.statusText);
      $("#review-error").textContent="";take(answer);if(then)then(answer)}
     catch(e){$("#review-error").textContent="Not done: "+e.message}});return busy}
    const decide=(body,then)=>send("decide",body,then);
    function add(from,to){const t=$("#review-label").value,a=Math.max(0,Math.min(from,to)),
      b=Math.min(d.duration,Math.max(from,to));adding=null;box.classList.remove("adding");
     decide({action:"add",type:t,channel:view.channel().name,onset_s:a,duration_s:b-a},s=>{
      choose(all.find(e=>e.id===s.changed)||null,1)})}
    function move(onset,end){const a=Math.max(0,Math.min(onset,end)),
      b=Math.min(d.duration,Math.max(onset,end));
     decide({action:"move",ids:[current.id],onset_s:a,duration_s:b-a})}
    const act={
     accept:()=>current&&decide({action:"accept",ids:[current.id]},on),
     reject:()=>current&&decide({action:"reject",ids:[current.id]},on),
     clear:()=>current&&decide({action:"clear",ids:[current.id]}),
     relabel:()=>current&&decide({action:"relabel",ids:[current.id],
      type:$("#review-label").value},on),
     acceptall:()=>{const ids=shown().filter(e=>e.status==="undecided").map(e=>e.id);
      if(ids.length&&confirm("Accept "+ids.length+" undecided event"+(ids.length===1?"":"s")+
       " as labelled?"))decide({action:"accept",ids})},
     add:()=>{if(adding){const m=view.from+view.width/2,h=Math.min(.005,view.width/20);
       add(m-h,m+h)}else{adding=true;box.classList.add("adding");
       $("#review-now").textContent="Drag over the place of a new "+
        $("#review-label").selectedOptions[0].textContent+
        ", or press I again for the middle of the view; Escape leaves it."}},
     undo:()=>send("undo",{}),redo:()=>send("redo",{})};
    const keys={a:"accept",x:"reject",c:"clear",i:"add",u:"undo",y:"redo",A:"acceptall"};
    function nudge(k,end){if(!current)return;
     const c=view.channel(),s=Math.max(1/c.rate,view.width/view.canvas.clientWidth)*k;
     if(end)move(current[2],Math.max(current[2],current[2]+current[3]+s));
     else move(current[2]+s,current[2]+s+current[3])}
    function key(e){if(e.ctrlKey||e.metaKey||e.altKey){
      if((e.ctrlKey||e.metaKey)&&e.key==="z"){e.preventDefault();act.undo()}return}
     const inList=e.target.tagName==="SELECT";
     if(inList&&e.target.id==="review-label"&&e.key==="Enter"){e.preventDefault();act.relabel();
      view.canvas.focus();return}
     if(inList||e.target.tagName==="INPUT")return;
     if(e.key==="Escape"){adding=null;box.classList.remove("adding");choose(current,1);return}
     if(e.key==="l"){e.preventDefault();$("#review-label").focus();return}
     if(e.key==="n"||e.key==="p"){if(e.target===view.canvas)return;e.preventDefault();
      step(e.key==="n"?1:-1);return}
     if(",.;:<>".includes(e.key)&&e.key.length===1){e.preventDefault();
      nudge(",;<".includes(e.key)?-1:1,e.shiftKey);return}
     const k=keys[e.key];if(k){e.preventDefault();act[k]()}}
    // What the pointer takes hold of: a new event, an edge, an event; or else nothing, and the
    // page moves the trace.
    function grips(e){const t=view.time(e.offsetX),c=view.channel(),r=view.canvas,
      near=6*view.width/r.clientWidth;
     if(adding)hold={kind:"add",from:t};
     else{const es=d.events.filter(x=>x[1]===c.index&&x[2]-near<=t&&x[2]+x[3]+near>=t);
      if(!es.length)return false;
      const found=es.includes(current)?current:
       es.sort((a,b)=>a[3]-b[3])[0];
      if(found===current&&e.shiftKey)hold={kind:"move",from:t,was:[current[2],current[3]]};
      else if(found===current&&Math.abs(t-current[2])<near&&current[3]>2*near)
       hold={kind:"onset",from:t,was:[current[2],current[3]]};
      else if(found===current&&Math.abs(t-current[2]-current[3])<near)
       hold={kind:"end",from:t,was:[current[2],current[3]]};
      else{choose(found,1);return false}}
     r.setPointerCapture(e.pointerId);e.preventDefault();return true}
    function drags(e){if(!hold)return;const t=view.time(e.offsetX),s=t-hold.from;hold.to=t;
     if(hold.kind==="move")current[2]=hold.was[0]+s;
     if(hold.kind==="onset"){current[2]=hold.was[0]+s;current[3]=Math.max(0,hold.was[1]-s)}
     if(hold.kind==="end")current[3]=Math.max(0,hold.was[1]+s);
     view.again()}
    function drops(){if(!hold)return;const h=hold;hold=null;
     if(h.kind==="add"){if(h.to!==undefined&&Math.abs(h.to-h.from)>0)add(h.from,h.to);return}
     if(h.to===undefined||h.to===h.from)return;
     move(current[2],current[2]+current[3])}
    window.myosiftReview={level,step,grips,begin(b){box=b;view=b.view;d=view.d;
     d.events.forEach((e,n)=>{if(e[8])times[n]=e[8]});
     view.canvas.addEventListener("pointermove",drags);
     view.canvas.addEventListener("pointerup",drops);
     document.querySelectorAll("[data-review]").forEach(x=>x.onclick=()=>act[x.dataset.review]());
     ["#review-show","#review-type"].forEach(s=>$(s).onchange=()=>choose(current,1));
     document.addEventListener("keydown",key);
     send("state",undefined,()=>{if(all.length)choose(all.find(e=>e.status==="undecided")||all[0]);
      view.canvas.focus({preventScroll:true});$(".review").scrollIntoView()})}};
    """#
}
